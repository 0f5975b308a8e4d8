"""Damaged copies of a file, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator

_ODD = (b"\0", b"\xff", b"\n", b'"', b"'", b"[", b"{" * 300, b"!", b"%", b"\\", b":", b"\t", b"&a")


def mutations(text: str, count: int) -> Iterator[bytes]:
    """Give damaged copies of a text: pieces cut, repeated, moved, or with odd bytes put in."""
    whole = text.encode()
    chance = random.Random(text)
    for _ in range(count):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(data) + 1)
            end = min(len(data), start + chance.randrange(40))
            piece = bytes(data[start:end])
            if chance.random() < 0.5:
                data[start:end] = chance.choice(_ODD)
            else:
                data[start:end] = piece * chance.randrange(3)
                elsewhere = chance.randrange(len(data) + 1)
                data[elsewhere:elsewhere] = piece
        yield bytes(data)
