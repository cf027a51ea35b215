"""A satellite's microphone: silence at its own pace, and each recording that is put into the folder, once, in order."""

import os
import sys
import time
import wave
from pathlib import Path

RATE, STEP = 16000, 1024


def main(folder: Path) -> None:
    """Write 16-bit mono samples to standard output until nobody reads them."""
    pending, due = b"", time.monotonic()
    while True:
        if not pending:
            for recording in sorted(folder.glob("*.wav"))[:1]:
                with wave.open(str(recording), "rb") as file:
                    pending = file.readframes(file.getnframes())
                recording.unlink()
        block, pending = pending[: 2 * STEP], pending[2 * STEP :]
        os.write(sys.stdout.fileno(), block.ljust(2 * STEP, b"\0"))
        due += STEP / RATE
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
