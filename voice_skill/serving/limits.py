"""What a peer on the network may do to us; beyond it, its own connection ends and nobody else notices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one server. Generous beside what the protocol's own programs send, small beside this machine."""

    connections: int = 8
    """Clients at once, satellites not counted: Home Assistant opens one for each request."""
    header_bytes: int = 16 * 1024
    """Longest line of JSON that begins a message: a peer's own are under 300 bytes."""
    data_bytes: int = 64 * 1024
    """Longest JSON after it: a description of ten services takes 10 kB."""
    payload_bytes: int = 256 * 1024
    """Most sound in one message: satellites send 2 kB."""
    message_s: float = 10.0
    """Seconds for a message to be whole once its first line has come: half a message and silence holds nothing open."""
    idle_s: float = 60.0
    """Seconds without a message after which a client is gone."""
    events_per_s: float = 200.0
    """Messages read in a second, on average; beyond, reading waits. Sound at its own pace is 16 to 50."""
    burst: float = 1000.0
    """Messages that may come at once before that: 30 s of sound sent in one go."""
    bytes_per_s: float = 400_000.0
    """Bytes read in a second, on average: sound of the highest rate that is taken, in stereo, at its own pace."""
    burst_bytes: float = 4_000_000.0
    """Bytes that may come at once before that: 30 s of sound at 48 kHz."""
    utterance_s: float = 30.0
    """Longest sound to be recognised in one request, as for a live answer."""
    text_characters: int = 2000
    """Longest text to be spoken or understood in one request."""
    talks: int = 8
    """Conversations by text at once."""
    talk_idle_s: float = 1800.0
    """Seconds after which an unanswered conversation by text is over."""
    talk_yields_s: float = 60.0
    """Seconds of quiet after which a conversation by text makes room for a new one, where there are too many: somebody who
    begins may be in danger, and some peers leave a conversation behind with every message."""
    send_s: float = 5.0
    """Seconds for a peer to take what is sent; one that does not is gone."""
