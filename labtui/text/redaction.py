"""Keeping secrets out of what is read and what leaves: URLs without credentials, masked texts.

What is in doubt is dropped: a line too few in a description harms nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import SplitResult, urlsplit, urlunsplit

_LONG_NAMES = (
    "password", "passwort", "passwd", "passphrase", "passcode", "kennwort", "secret", "token",
    "credential", "creds", "zugangsdaten", "mot de passe", "contraseña", "bearer", "api key",
    "access key", "private key", "secret key", "auth key", "license key", "recovery code",
)  # fmt: skip
_SHORT_NAMES = ("pass", "pw", "pwd", "pin", "puk", "psk", "key", "login", "user", "otp", "totp")
"""What secrets are called; the short ones only where they begin a word."""

_HINTS = tuple({name.partition(" ")[0] for name in _LONG_NAMES} | set(_SHORT_NAMES))
"""A line without any of these names no secret; to look for them is quick."""

_LONG = "|".join(_LONG_NAMES).replace(" ", "[ _-]?")
_SHORT = "|".join(_SHORT_NAMES)
_NAME = rf"(?:(?:{_LONG})(?:s|en|er)?|(?<![a-z])(?:{_SHORT}))(?![a-zäöüß])"
_ABOUT = r"[\s_-]*(?:manager|safe|store|vault|generator|reset|provider)"

_NAMED = re.compile(rf"{_NAME}(?!{_ABOUT})[^:=\n]{{0,30}}[:=]", re.IGNORECASE)
"""`password: x`, `DB_PASSWORD=x`, `the password for root is: x`; not `password manager: x`."""

_TOLD = re.compile(
    rf"{_NAME}(?!{_ABOUT})\s+"
    r"(?:(?:is|ist|->|→)\s|[\"'`]|(?=\S*[a-z]|\S{6})\S*[0-9!$%&*#@]|\S+\s*/\s*\S)",
    re.IGNORECASE,
)
"""`password is x`, `pw x1`, `login admin/x`."""

_HEADING = re.compile(rf"{_NAME}(?!{_ABOUT})[^:=\n]{{0,30}}[:=][\s*_]*$", re.IGNORECASE)
"""`Password:` at the end of a line: what it names stands on the next."""

_CHANGED = re.compile(
    rf"(?:{_LONG}|(?<![a-z])(?:pw|pwd|pin|puk|psk))(?:\s+(?:to|auf)\s+\S|\s+\d{{4}})"
    rf"|--(?:[a-z]{{1,20}}-){{0,3}}(?:{_LONG}|pass)\s+[^\s-]"
    r"|\bbearer\s+(?!tokens?\b)\S{4}",
    re.IGNORECASE,
)
"""`changed the password to x`, `PIN 1234`, `--password x`, `Bearer abcdef`."""

_LOGIN = re.compile(
    r"(?<![^\s/\"'`(<=,])(?!mailto:)[\w.%+-]{1,64}:(?!\d+/|//)[^\s@]{1,100}@(?!sha\d)\w"
    r"|(?<!\S)-u\s*[\"']?(?!\d+:)[\w.@-]{1,64}:[^\s$]"
    r"|(?i:\bauthorization\W{1,4}\w{1,20}\s+\S)"
    r"|\bBasic\s+(?=\S{0,99}[a-z\d=])\w[\w+/]{0,99}[A-Z=]"
)
"""`admin:x@nas` without a scheme, `curl -u admin:x`, `Authorization: Basic YWRt`."""

_BEGINNINGS = (
    "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "tskey-", "eyJ",
    "AGE-SECRET-KEY-", "$ANSIBLE_VAULT", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$argon2",
    "$apr1$", "AAAAB3", "AAAAC3",
)  # fmt: skip
"""How known kinds of tokens, hashes and keys begin."""

_TOKEN = re.compile(
    r"\bsk-[\w-]{16}|\bhvs\.\w{8}|\bnpm_[A-Za-z0-9]{20}|\bpypi-Ag|\bSG\.[\w-]{8}|\bASIA[A-Z0-9]{12}"
    r"|\d{8,10}:[\w-]{30}|discord(?:app)?\.com/api/webhooks/\w|hooks\.slack\.com/services/\w"
)
"""Tokens whose beginning could be that of a word, and addresses that are secrets themselves."""

_BLOCK_BEGINS, _BLOCK_ENDS = "-----BEGIN ", "-----END "

_DIGEST = re.compile(r"\bsha(?:256|512):[0-9a-f]+")
_SHORTEST_RUN = 20
_RUN = re.compile(rf"[A-Za-z0-9+]{{{_SHORTEST_RUN},}}")
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{0,20}://[^\s<>\"'`|]+", re.IGNORECASE)
_QUERY = re.compile(r"(?:^|[?&;])(?:[\w-]{0,20}(?:auth|sig|signature)|k)=.", re.IGNORECASE)
"""What signs a URL, by names that are no secret elsewhere."""

_PLACEHOLDER = re.compile(r"[{}<>\s\\]|\$\(")


def public_url(text: str) -> str:
    """Give a URL without user, password, and what looks like a secret in its path or query.

    Empty where `text` is no URL with a host, or holds a placeholder (`${HOST}`, `{{HOST}}`).
    """
    text = text.strip()
    parts = _split(text)
    if parts is None or _PLACEHOLDER.search(text):
        return ""
    host = parts.netloc.rpartition("@")[2]
    path, query, fragment = parts.path, parts.query, parts.fragment
    if _holds_secret(path) or _TOKEN.search(host + path):
        path = query = fragment = ""
    if _holds_secret(query):
        query = ""
    if _holds_secret(fragment):
        fragment = ""
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _split(text: str) -> SplitResult | None:
    """The parts of a URL with a host; None where a password could stand in another part."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises for `user:pa/ss@host`, where the port is `pa`
    except ValueError:
        return None
    rest = text.partition("://")[2].partition("/")[2]
    if not parts.scheme or not parts.hostname or "@" in rest.replace("/@", "/").removeprefix("@"):
        return None
    return parts


def _holds_secret(part: str) -> bool:
    """True for a part of a URL that a token stands in."""
    return bool(_names_secret(part, _NAMED) or _QUERY.search(part) or _is_like_token(part))


_DIGEST_OF_IMAGE = re.compile(
    r"@(?:sha\d+:[^/@]*|[\w.+-]+:[0-9a-f]{32,}|\$\{?\w*(?:digest|sha)\w*\}?)$", re.IGNORECASE
)
"""A digest, or a variable for one."""

_BRACES = re.compile(r"(\$\{\w*:?[?+]|[{}])")


def public_image(text: str) -> str:
    """Give the reference of an image without credentials: `me:pw@host/app` → host/app."""
    text = without_messages(text)
    digest = found[0] if (found := _DIGEST_OF_IMAGE.search(text)) else ""
    return text.removesuffix(digest).rpartition("@")[2] + digest


def without_messages(text: str) -> str:
    """Give a text whose variables have at most defaults: `${TAG:?no tag}` → `${TAG}`."""
    kept: list[str] = []
    hidden = [False]
    """For each open brace, whether a message or another value stands in it."""
    for index, piece in enumerate(_BRACES.split(text)):
        if piece == "}" and len(hidden) > 1:
            hidden.pop()
        if not hidden[-1]:
            kept.append(piece.rstrip(":?+") if piece.startswith("${") else piece)
        if index % 2 and piece != "}":
            hidden.append(hidden[-1] or piece != "{")
    return "".join(kept)


def looks_secret(line: str) -> bool:
    """Return True if a line of text names a secret with its value, or is like a token or hash."""
    if line.isalnum() and len(line) < _SHORTEST_RUN:
        return False
    text = _DIGEST.sub("", line)
    return bool(
        _names_secret(line, _NAMED, _TOLD, _CHANGED) or _LOGIN.search(text) or _is_like_token(text)
    )


def _names_secret(text: str, *patterns: re.Pattern[str]) -> bool:
    return _has_any(text.lower(), _HINTS) and any(pattern.search(text) for pattern in patterns)


def _is_like_token(text: str) -> bool:
    if _has_any(text, _BEGINNINGS) or _TOKEN.search(text):
        return True
    return len(text) >= _SHORTEST_RUN and _has_random_run(text)


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 (a generator takes twice the time)
        if word in text:
            return True
    return False


def _has_random_run(text: str) -> bool:
    """True if letters and digits alternate over a long run, as in keys and no word."""
    for found in _RUN.finditer(text):
        run = found.group()
        kinds = ["d" if sign.isdigit() else "u" if sign.isupper() else "l" for sign in run]
        changes = sum(one != other for one, other in pairwise(kinds))
        if "d" in kinds and len(set(kinds)) > 1 and changes * 4 >= len(run):
            return True
    return False


def without_secrets(text: str) -> str:
    """Give a text without the lines that look like secrets, its URLs without credentials."""
    lines = _looked_through(text, lambda found: public_url(found.group()))
    return "\n".join(line for line, _, is_secret in lines if not is_secret).strip()


def _looked_through(
    text: str, shown_url: Callable[[re.Match[str]], str]
) -> Iterator[tuple[str, str, bool]]:
    """Each line with its URLs as they are shown, its end, and whether it is a secret."""
    inside_block = is_awaited = False
    for whole in text.splitlines(keepends=True):
        body = whole.splitlines()[0]
        line = _URL.sub(shown_url, body)
        inside_block = inside_block or _BLOCK_BEGINS in body
        is_said = bool(line.strip(_MARKS))
        yield (
            line,
            whole[len(body) :],
            inside_block or (is_awaited and is_said) or looks_secret(line),
        )
        inside_block = inside_block and _BLOCK_ENDS not in body
        if is_said:
            is_awaited = _names_secret(line, _HEADING)


_MARKS = " \t`~>"
"""What a line of a quotation or of code may have, and says nothing."""

MASK = "[masked]"
"""What stands in a text for a secret."""

_USER_MAY_BE_TOKEN = frozenset({"http", "https"})
"""Schemes whose user alone may be a secret; `ssh://git@forge/lab.git` tells none."""


def masked(text: str) -> str:
    """Give a text in which `MASK` stands for each line, or URL, that looks like a secret.

    A URL with a login is given without it. What looks like no secret is given as it is.
    """
    kept: list[str] = []
    before = ""
    for line, end, is_secret in _looked_through(text, _masked_url):
        shown = MASK if is_secret else line
        if shown != MASK or before != MASK:
            kept.append(shown + end)
        before = shown
    return "".join(kept)


def _masked_url(found: re.Match[str]) -> str:
    """Give a URL as it is, or without what looks like a secret in it."""
    url = found[0]
    public = public_url(url)
    if not public:
        return MASK if "@" in url or looks_secret(url) else url
    before, after = urlsplit(url), urlsplit(public)
    if before.scheme not in _USER_MAY_BE_TOKEN and before.password is None:
        before = before._replace(netloc=after.netloc)
    return url if before == after else public
