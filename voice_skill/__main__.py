"""`python -m voice_skill`: the same as the `voice-skill` command."""

import sys

from voice_skill.cli import main

sys.exit(main())
