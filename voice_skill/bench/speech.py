"""How the voice sounds and how fast it is ready. Run as `python -m voice_skill.bench.speech`.

Prints the table behind `speaking/speech.yaml` (espeak's rate → words a minute as heard), what the default rate gives
for the questions as they are asked, and the times to the first and to later lines.
"""

from __future__ import annotations

import sys
import time
from statistics import median

from voice_skill.speaking.clips import trim
from voice_skill.speaking.voice import BRITISH, DEFAULT_WPM, Pyttsx3Voice
from voice_skill.speaking.wording import speech_numbers
from voice_skill.speaking.worker import SpeechWorker

LINES = (
    "Do you have new chest pain, or new trouble breathing, right now?",
    "Is there new pain, tingling or numbness going down both legs?",
    "Does your foot slap, drag or trip you as you walk?",
    "Keep moving gently, and avoid sitting or lying for a long time.",
    "Go to the emergency department straight away if you get numbness around your genitals or bottom, or trouble peeing.",
    "I'm an automated guide, not a doctor. I can't examine you.",
    "Have you ever had cancer?",
    "How many weeks has the pain lasted?",
)
"""What the table was measured on: our own questions and advice, short and long."""
ROUNDS = 5


def words_per_minute(seconds: float) -> float:
    """Return the pace at which all the lines were said in this time."""
    return sum(len(line.split()) for line in LINES) / seconds * 60


def table(worker: SpeechWorker) -> None:
    """Print the calibration: the table in use beside what is measured now."""
    sys.stdout.write("espeak rate   in speech.yaml   measured now\n")
    for rate, stated in speech_numbers().heard_wpm.items():
        seconds = sum(
            trim(worker.render(line, voice=BRITISH, rate=rate), keep_s=0.0).seconds for line in LINES
        )
        sys.stdout.write(f"{rate:11} {stated:16} {words_per_minute(seconds):14.0f}\n")


def times() -> None:
    """Print how long the first line takes from nothing, and later ones."""
    firsts, later = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        voice = Pyttsx3Voice()
        voice.render(LINES[0])
        firsts.append(time.perf_counter() - begun)
        for line in LINES:
            begun = time.perf_counter()
            voice.render(line)
            later.append(time.perf_counter() - begun)
        voice.close()
    sys.stdout.write(
        f"first line, child process included: {median(firsts) * 1000:.0f} ms (median of {ROUNDS})\n"
    )
    sys.stdout.write(f"later lines: {median(later) * 1000:.0f} ms, slowest {max(later) * 1000:.0f} ms\n")


def main() -> None:
    """Measure and print."""
    worker = SpeechWorker()
    table(worker)
    worker.close()
    voice = Pyttsx3Voice()
    for name, slow in (("usual", False), ("slow", True)):
        seconds = sum(voice.render(line, slow=slow).seconds for line in LINES)
        pace = f"{words_per_minute(seconds):.0f} words a minute, pauses included"
        sys.stdout.write(f"{name} speech at the default of {DEFAULT_WPM}: {pace}\n")
    voice.close()
    times()


if __name__ == "__main__":
    main()
