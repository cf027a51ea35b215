"""WAV files of every plain kind are read; everything else gives one clear line."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest

from voice_skill.errors import BadInputError
from voice_skill.hearing import WavSource
from voice_skill.hearing.wav_file import read_format, read_mono

RAMP = np.linspace(-0.9, 0.9, 4000)


def wav(form: int, channels: int, rate: int, bits: int, data: bytes, *, extensible: bool = False) -> bytes:
    """Build a WAV file by hand."""
    frame = channels * bits // 8
    coding = 0xFFFE if extensible else form
    fmt = struct.pack("<HHIIHH", coding, channels, rate, rate * frame, frame, bits)
    if extensible:
        fmt += (
            struct.pack("<HHIH", 22, bits, 0, form)
            + b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
        )
    chunks = b"LIST" + struct.pack("<I", 3) + b"abc\x00"  # an odd-sized chunk in front, as some editors write
    chunks += b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def encoded(bits: int, form: int, channels: int) -> bytes:
    """Encode the ramp, the same on every channel."""
    frames = np.repeat(RAMP[:, None], channels, axis=1)
    if form == 3:
        return frames.astype(f"<f{bits // 8}").tobytes()
    if bits == 8:
        return (frames * 127 + 128).round().astype(np.uint8).tobytes()
    whole = (frames * (2 ** (bits - 1) - 1)).round().astype("<i4")
    if bits == 24:
        return whole.reshape(-1, 1).view(np.uint8)[:, :3].tobytes()
    return whole.astype(f"<i{bits // 8}").tobytes()


@pytest.mark.parametrize(
    ("bits", "form", "channels", "extensible"),
    [(8, 1, 1, False), (16, 1, 2, False), (24, 1, 1, True), (24, 1, 2, False), (32, 1, 1, False), (32, 3, 2, True),
     (64, 3, 1, False)],
)  # fmt: skip
def test_every_plain_coding_gives_the_same_sound(
    tmp_path: Path,
    bits: int,
    form: int,
    channels: int,
    extensible: bool,  # noqa: FBT001
) -> None:
    """8 to 32 bits, floating point, stereo and the extensible header all come out as the same 16-bit mono."""
    path = tmp_path / "ramp.wav"
    path.write_bytes(wav(form, channels, 44_100, bits, encoded(bits, form, channels), extensible=extensible))
    read = read_format(path)
    assert read.rate == 44_100
    sound = np.concatenate(list(read_mono(path, read, 0.01))) / 32768
    assert len(sound) == len(RAMP)
    assert np.abs(sound - RAMP).max() < (0.012 if bits == 8 else 0.0002)


def test_not_a_number_is_silence_and_too_loud_is_clipped(tmp_path: Path) -> None:
    """Broken floating-point samples do no harm."""
    path = tmp_path / "nan.wav"
    values = np.array([np.nan, np.inf, -np.inf, 7.0, 0.5], "<f4")
    path.write_bytes(wav(3, 1, 16_000, 32, values.tobytes()))
    (sound,) = read_mono(path, read_format(path), 1.0)
    assert sound.tolist() == [0, 32767, -32768, 32767, 16384]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"ID3 this is an mp3", "not a WAV file"),
        (wav(1, 1, 16_000, 16, b""), "no sound in it"),
        (wav(1, 1, 6_000, 16, b"\0" * 100), "6000 samples per second"),
        (wav(85, 1, 16_000, 16, b"\0" * 100), "convert it to plain PCM"),
        (wav(1, 0, 16_000, 16, b"\0" * 100), "convert it to plain PCM"),
        (b"RIFF\x04\0\0\0WAVE", "no sound in it"),
        (b"RIFF\x10\0\0\0WAVEdata\x04\0\0\0\0\0\0\0", "header of the WAV file is damaged"),
        (b"RIFF\x10\0\0\0WAVEfmt \x04\0\0\0\0\0\0\0", "header of the WAV file is damaged"),
    ],
)
def test_unusable_files_give_one_line(tmp_path: Path, content: bytes, complaint: str) -> None:
    """Empty, foreign, soundless, compressed or damaged files are named with what is wrong, in one line."""
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=complaint) as raised:
        WavSource(path)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_file_and_folder_give_one_line(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is bad input."""
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(BadInputError, match="cannot be read"):
            WavSource(path)


def test_a_header_that_promises_too_much_is_not_believed(tmp_path: Path) -> None:
    """A recording that was cut off by a crash is read as far as it goes."""
    path = tmp_path / "cut.wav"
    path.write_bytes(wav(1, 1, 16_000, 16, b"\x01\x00" * 1000)[:-501])
    source = WavSource(path)
    assert sum(len(block.pcm) for block in source.blocks()) == 2 * 749


def test_a_recording_is_delivered_once_in_tenths_of_a_second(tmp_path: Path) -> None:
    """Blocks are 0.1 s long, and a second call goes on where the first stopped."""
    path = tmp_path / "second.wav"
    path.write_bytes(wav(1, 1, 16_000, 16, b"\0\0" * 16_000))
    source = WavSource(path)
    assert source.seconds == 1.0
    assert len(next(iter(source.blocks())).pcm) == 3200
    assert len(list(source.blocks())) == 9
    source.close()
    source.close()
    assert list(source.blocks()) == []


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """A named pipe that nobody writes to would hold up the consultation for ever."""
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(BadInputError, match="not a file"):
        WavSource(tmp_path / "pipe.wav")
