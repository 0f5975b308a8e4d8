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


def folder_of_host(source: str, folder: Path | None) -> str:
    """Give the absolute path of what is mounted into a container; empty where it is not known.

    Relative paths, which begin with a dot, start at `folder`, where that is known. Home
    directories, variables, named volumes and what is no data are not given.
    """
    source = source.strip()
    if source.startswith(".") and folder is not None:
        source = os.path.join(os.path.abspath(folder), source)  # noqa: PTH100, PTH118
    path = _absolute(source)
    return "" if _NO_DATA.match(path) else path


def _absolute(path: str) -> str:
    """Give a path without `..` and the like; empty for one that is not absolute, or not known."""
    if not path.startswith("/") or any(sign in path for sign in "$%{\0"):
        return ""
    return "/" + os.path.normpath(path).lstrip("/")


def mounts(
    pairs: Iterable[tuple[str, str]], folder: Path | None = None
) -> tuple[tuple[str, str], ...]:
    """Give the folders of the host and where they are in a container, as far as both are known.

    `pairs` are sources and targets as a file states them; see `folder_of_host`.
    """
    known = ((folder_of_host(source, folder), _absolute(target)) for source, target in pairs)
    return tuple(dict.fromkeys((source, target) for source, target in known if source and target))
