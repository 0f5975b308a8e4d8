"""Copying over OSC 52: the user's terminal takes the text, also if labtui runs on another machine.

tmux and GNU screen do not pass on such a sequence unless it is wrapped for them. tmux needs
doubled escapes and `allow-passthrough on`; a tmux with `set-clipboard on` takes the plain one,
so both are sent. screen takes only short strings, so a long sequence is split.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

LONGEST = 74_994
"""Bytes that can be copied: in base64 and with its frame, 100,000 bytes of sequence, which is where
the first terminals stop. They cut a longer text, or write it on the screen."""

SCREEN_STRING = 768
"""Bytes GNU screen takes at once, with the start and the end of its string."""

_OPEN, _CLOSE = "\x1bP", "\x1b\\"
"""The start and the end of a string for the multiplexer itself."""


def copy_sequence(text: str, environ: Mapping[str, str]) -> str | None:
    """The sequence that copies `text`; None if it is too long."""
    data = text.encode("utf-8", "replace")
    if len(data) > LONGEST:
        return None
    sequence = f"\x1b]52;c;{b64encode(data).decode()}\a"
    if environ.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"{sequence}{_OPEN}tmux;{doubled}{_CLOSE}"
    if environ.get("STY") or environ.get("TERM", "").startswith("screen"):
        room = SCREEN_STRING - len(_OPEN) - len(_CLOSE)
        parts = (sequence[at : at + room] for at in range(0, len(sequence), room))
        wrapped = "".join(f"{_OPEN}{part}{_CLOSE}" for part in parts)
        # TERM is also screen over SSH from within tmux; only STY identifies screen.
        return wrapped if environ.get("STY") else sequence + wrapped
    return sequence
