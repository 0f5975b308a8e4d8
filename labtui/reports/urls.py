"""The parts of the URLs that systems state."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

_NO_URL = re.compile(r"[^!#-;=?-\[\]_a-z~]|%(?![0-9A-Fa-f]{2})")
"""What stands in no URL: blanks, quotes, brackets and letters that have to be escaped."""

_HOST = re.compile(r"[A-Za-z0-9._-]+\Z|[0-9A-Fa-f:.]+\Z")
_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """Where a URL leads."""

    scheme: str
    host: str
    port: int | None
    """The stated one, or that of its scheme; None where neither is known."""


def address_of(url: str) -> Address | None:
    """Where a URL leads; None where it is none, or its host is no name and no address."""
    if _NO_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    host = parts.hostname or ""
    return Address(parts.scheme, host, port) if _HOST.match(host) else None


def host_of(url: str) -> str:
    """The host of a URL; empty where it has none."""
    address = address_of(url)
    return address.host if address else ""
