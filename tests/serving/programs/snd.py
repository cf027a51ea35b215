"""A satellite's loudspeaker: whatever is to be played is added to a file."""

import os
import sys


def main(file: str) -> None:
    """Copy standard input to the end of the file, as it comes."""
    with open(file, "ab", buffering=0) as heard:  # noqa: PTH123  a program of its own, kept small
        while sound := os.read(sys.stdin.fileno(), 65536):
            heard.write(sound)


if __name__ == "__main__":
    main(sys.argv[1])
