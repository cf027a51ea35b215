"""The voice and the loudspeaker as one."""

from __future__ import annotations

import pytest

from voice_skill.devices.mouth import Mouth
from voice_skill.errors import MissingPartError
from voice_skill.ports import Clip
from voice_skill.speaking.earcons import earcon, last_resort
from voice_skill.testing import CountingPlayer, SpellingVoice


class NoVoice(SpellingVoice):
    """A voice that has failed."""

    def render(self, text: str, *, slow: bool = False) -> Clip:
        raise MissingPartError("no synthesiser works", "Install one.")


def test_tones_are_part_of_the_clip_they_belong_to() -> None:
    """One clip holds the tone before, the words and the tone after: no loudspeaker is opened in between."""
    player = CountingPlayer()
    assert Mouth(SpellingVoice(), player).speak("Is it numb?", tones=("heard_you", "open_mic"))
    (clip,) = player.played
    assert clip.pcm.startswith(earcon("heard_you").pcm[:100])
    assert b"Is it numb?" in clip.pcm
    assert clip.seconds > earcon("heard_you").seconds + earcon("open_mic").seconds


@pytest.mark.parametrize(("urgent", "heard"), [(True, True), (False, False)])
def test_only_an_urgent_line_is_tried_again(*, urgent: bool, heard: bool) -> None:
    """A loudspeaker that failed once gets a second chance with a warning."""
    player = CountingPlayer(fails=1)
    assert Mouth(SpellingVoice(), player).speak("Call 999.", urgent=urgent) is heard
    assert len(player.played) == heard


def test_a_warning_waits_for_a_loudspeaker_that_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the attempts there is time to start a sound daemon or to put a plug back in; a dead one is given up."""
    waited: list[float] = []
    monkeypatch.setattr("voice_skill.devices.mouth.time.sleep", waited.append)
    assert Mouth(SpellingVoice(), CountingPlayer(fails=2)).speak("Call 999.", urgent=True)
    assert sum(waited) >= 3
    assert not Mouth(SpellingVoice(), CountingPlayer(fails=99)).speak("Call 999.", urgent=True)


def test_without_a_voice_a_warning_is_an_alarm_and_counts_as_not_heard() -> None:
    """The alarm sounds, and the conversation is told that the words were not."""
    player = CountingPlayer()
    assert not Mouth(NoVoice(), player).speak("Call 999.", urgent=True)
    assert player.played == [last_resort()]
    assert not Mouth(NoVoice(), player).speak("How old are you?")
    assert player.played[1:] == [earcon("error")]


def test_closing_releases_everything_last_first() -> None:
    """What was opened last is closed first."""
    closed: list[str] = []
    with Mouth(SpellingVoice(), CountingPlayer(), lambda: closed.append("a"), lambda: closed.append("b")):
        assert closed == []
    assert closed == ["b", "a"]
