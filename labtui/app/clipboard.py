"""Copying over OSC 52: the terminal one sits at takes the text, however far away labtui runs.

tmux and GNU screen keep such a sequence to themselves unless it is wrapped for them. tmux wants
its escapes doubled, and `allow-passthrough on`; a tmux with `set-clipboard on` takes the plain one,
so it is sent both. screen takes short strings only, so that a long sequence is parted.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

LONGEST = 74_994
"""Bytes that can be copied: in base64 and with its frame, 100,000 bytes of sequence, which is where
the first terminals stop. What is longer they cut, or write on the screen."""

SCREEN_STRING = 768
"""Bytes GNU screen takes at once, the opening and the closing of its string included."""

_OPEN, _CLOSE = "\x1bP", "\x1b\\"
"""What is around a string for the multiplexer itself."""


def copy_sequence(text: str, environ: Mapping[str, str]) -> str | None:
    """What to write for the terminal to take `text`; None where that is too long to be taken."""
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
        # Over SSH from within tmux TERM says screen, too, but only STY is sure to be screen's.
        return wrapped if environ.get("STY") else sequence + wrapped
    return sequence
