"""labtui's signs in ASCII, for terminals whose font lacks them, such as the Linux console."""

from __future__ import annotations

from collections.abc import Mapping

ASCII = str.maketrans(
    {
        **dict.fromkeys("─╌╴╶–—−▔▀", "-"),
        **dict.fromkeys("━═", "="),
        **dict.fromkeys("│┃▏▎▐╵╷", "|"),
        **dict.fromkeys("┌┐└┘╭╮╰╯├┤┬┴┼", "+"),
        **dict.fromkeys("▌▸→", ">"),
        **dict.fromkeys("▾▼↓", "v"),
        # What stands for characters that cannot be printed (`text.printable`).
        **dict.fromkeys([*map(chr, range(0x2400, 0x2422)), "\ufffd"], "?"),
        "█": "#",
        "■": "#",
        "□": "?",
        "▄": "=",
        "░": ":",
        "▁": "_",
        "▂": ".",
        "▃": "-",
        "▅": "=",
        "▆": "=",
        "▇": "#",
        "×": "X",
        "✗": "x",
        "✓": "y",
        "▲": "!",
        "·": ".",
        "•": "*",
        "●": "*",
        "◐": "%",
        "○": "o",
        "◆": "*",
        "←": "<",
        "↑": "^",
        "↻": "@",
        "…": "~",
        "≤": "<",
        "“": '"',
        "”": '"',
    }
)
"""The sign of one cell for each of ours, which are all one cell wide (`str.translate`)."""


def wants_ascii(chosen: str | None, environ: Mapping[str, str]) -> bool:
    """True if the settings say so, or say nothing and the terminal is the Linux console."""
    return chosen == "ascii" if chosen else environ.get("TERM") == "linux"
