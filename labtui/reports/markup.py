"""HTML that needs no other file: escaping, links, tables, and the page around it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from labtui.data.framework.colours import DARK, LIGHT, MEANINGS, Ground
from labtui.text.printable import printable


def escaped(text: str) -> str:
    """A text that somebody wrote, as text of a page or as the value of an attribute."""
    return escape(printable(text))


def is_address(text: str) -> bool:
    """Whether a text is the address of a page, which can be a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.netloc)
        and text.isprintable()
        and not (set(text) & set(" <>\"'`\\"))
    )


def link(url: str) -> str:
    """A link to where a text says that something is; only the text where that is no address."""
    if not is_address(url):
        return escaped(url)
    return f'<a href="{escaped(url)}" rel="noreferrer">{escaped(url)}</a>'


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, kind: str = "", caption: str = ""
) -> str:
    """A table whose cells are HTML already; the first of a row names it.

    Each other cell knows its heading, for screens on which rows are stacked.
    """
    titles = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = []
    for first, *others in rows:
        cells = "".join(
            f'<td data-of="{title.rstrip("?")}">{cell}</td>'
            for title, cell in zip(head[1:], others, strict=True)
        )
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>\n')
    shown = f' class="{kind}"' if kind else ""
    named = f"<caption>{caption}</caption>" if caption else ""
    return (
        f"<table{shown}>{named}\n<thead><tr>{titles}</tr></thead>\n"
        f"<tbody>\n{''.join(lines)}</tbody></table>\n"
    )


def document(title: str, style: str, body: str) -> str:
    """A whole page. It asks for nothing from anywhere, and runs nothing."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escaped(title)}</title>\n<style>\n{_colours()}{style}</style>\n</head>\n"
        f"<body>\n{body}</body>\n</html>\n"
    )


def _colours() -> str:
    """The colours as variables: dark ones where the reader's screen is dark. Paper is light."""
    light = _variables(LIGHT, {name: each.light for name, each in MEANINGS.items()})
    dark = _variables(DARK, {name: each.dark for name, each in MEANINGS.items()})
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _variables(ground: Ground, meanings: dict[str, str]) -> str:
    named = {**ground._asdict(), **meanings}
    return "".join(f"--{name}:{colour};" for name, colour in named.items())
