"""By what a system can be matched with checks and jobs: addresses, and folders of its host."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterable
from pathlib import Path

_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_-]+)*\.?")
_NOWHERE = frozenset({"localhost", "localhost.localdomain", "none", "null", "auto", "dhcp"})

_NO_DATA = re.compile(
    r"/(?:dev|proc|sys|run|var/run)(?:/|$)|/etc/(?:localtime|timezone|passwd|group|hosts)$"
)
"""What containers are given of the system: it says nothing of their data."""


def address(text: str) -> str:
    """Give a host name or an IP address in small letters, without a prefix length.

    Empty for what is none, and for those that mean the machine itself or all machines.
    """
    text = text.strip().lower().partition("/")[0].strip("[]")
    if text in _NOWHERE:
        return ""
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        looks_like_ip = text.replace(".", "").isdigit()
        return text.rstrip(".") if _NAME.fullmatch(text) and not looks_like_ip else ""
    return "" if ip.is_loopback or ip.is_unspecified or ip.is_multicast else str(ip)


def addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Give what of some texts is an address, each once."""
    return tuple(dict.fromkeys(filter(None, map(address, texts))))


def mounts(
    pairs: Iterable[tuple[str, str]], folder: Path | None = None
) -> tuple[tuple[str, str], ...]:
    """Give what a container is given, as absolute paths on the host and in the container.

    `pairs` are sources and targets as a file states them. The path on the host is empty for a named
    volume, and where it is not known: for a variable, or a home directory. Relative ones, which
    begin with a dot, start at `folder`, where that is known. What is no data is left out.
    """
    found = dict.fromkeys(
        (_on_host(source.strip(), folder), _absolute(target))
        for source, target in pairs
        if source and not _NO_DATA.match(source)
    )
    return tuple((source, target) for source, target in found if target)


def _on_host(source: str, folder: Path | None) -> str:
    if source.startswith(".") and folder is not None:
        source = os.path.join(os.path.abspath(folder), source)  # noqa: PTH100, PTH118
    return _absolute(source)


def _absolute(path: str) -> str:
    """Give a path without `..` and the like; empty for one that is not absolute, or not known."""
    if not path.startswith("/") or any(sign in path for sign in "$%{\0"):
        return ""
    return "/" + os.path.normpath(path).lstrip("/")
