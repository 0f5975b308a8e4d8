"""The notes of a guest: decoded, without adverts and secrets, and short."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from labtui.text.printable import printable
from labtui.text.redaction import without_secrets

LONGEST = 160
"""The most characters that are kept."""

_MOST_READ = 20_000
_BLOCK = re.compile(r"<(/?)(?:div|table|center)\b[^<>]*>", re.IGNORECASE)
_ADVERT = re.compile(r"<(?:a|img)\b|!\[[^\[\]]*\]\(", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_SETTING = re.compile(r"(?:[a-z]+\d+|args|boot|cpu|rootfs|lxc\.[a-z0-9_.]+): ?\S")
_MARKS = " #>*_=|-`"

_HEADING = re.compile(
    r"(?:\S+ ){0,3}(?:pass\w*|pwd?|log-?ins?|credentials?|creds|secrets?|tokens?|keys?|pin|kennwort"
    r"|zugangsdaten|wachtwoord|contraseña|mot de passe|senha|пароль|密码)\W*",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"\b(?:root|admin|administrator|user)\s*[:/|]\s*\S", re.IGNORECASE)


def readable(encoded: str) -> str:
    """Give the part of a guest's notes that people wrote, on one line; empty if there is none."""
    text = unquote(encoded[:_MOST_READ]).replace("\r", "")
    text = html.unescape(_without_adverts(text))
    lines: list[str] = []
    is_secret = False
    for line in text.splitlines():
        plain = _LINK.sub(r"\1", _TAG.sub(" ", line)).replace("**", "")
        plain = " ".join(plain.split()).strip(_MARKS)
        if not plain:
            continue
        if _HEADING.fullmatch(plain):
            is_secret = True
        elif is_secret or _ADVERT.search(line):
            is_secret = False
        elif not _ACCOUNT.search(plain) and not _SETTING.match(plain):
            lines.append(printable(without_secrets(plain)))
    return _shortened(" ".join(filter(None, lines)))


def _without_adverts(text: str) -> str:
    """Leave out HTML blocks that hold links or pictures: helper scripts put adverts in them."""
    kept: list[str] = []
    depth = start = position = 0
    for tag in _BLOCK.finditer(text):
        if tag[1]:
            depth = max(0, depth - 1)
            if depth == 0:
                block = text[start : tag.start()]
                kept.append("" if _ADVERT.search(block) else block)
                start = position = tag.end()
        else:
            if depth == 0:
                kept.append(text[position : tag.start()])
                start = position = tag.end()
            depth += 1
    kept.append(text[position:])
    return "\n".join(kept)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return (text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]).rstrip(",.;:") + " …"
