"""Words → meaning: answers, commands and volunteered findings; or nothing."""

from voice_skill.understanding.grammar_file import GrammarError
from voice_skill.understanding.understander import Understander

__all__ = ["GrammarError", "Understander"]
