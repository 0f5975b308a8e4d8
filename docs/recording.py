"""Makes the recordings of the README: the app itself on the example lab, as SVG that moves.

.venv/bin/python docs/recording.py

What stays the same from one picture to the next is drawn once, so a recording is little larger than
a picture. Where nothing shall move, the last picture stands.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import NamedTuple

from picture import HERE, find, press, started


class Shot(NamedTuple):
    """What is pressed, what is said of it, and for how long it shows."""

    keys: tuple[str, ...]
    says: str
    seconds: float = 2.5


SIZE = (100, 30)

RECORDINGS: dict[str, tuple[Shot, ...]] = {
    "change": (
        Shot(("1", *find("passwords")), "The password manager shall move onto the lab cluster"),
        Shot(("e",), "e: edit"),
        Shot(("j", "j", "enter"), "Runs on", 1.5),
        Shot(("h", "e"), "part of a name", 0.8),
        Shot(("r", "o", "n"), "heron, the lab", 1.2),
        Shot(("enter",), "Nothing is saved yet: this is what it would do", 6),
    ),
    "answers": (
        Shot(("3", "g"), "3: what to answer next"),
        Shot(("enter",), "Enter: one by one, a key an answer"),
        Shot(("d",), "d: don't know", 1.5),
        Shot(("s",), "s: files are kept here", 1.2),
        Shot(("enter",), "Enter: that is all", 1.5),
        Shot(("n",), "n: nothing", 1.5),
        Shot(("u",), "u: back, and asked again", 3),
    ),
    "goodbye": (
        Shot(("1", *find("owl")), "Can the old NAS go?"),
        Shot(("x",), "x: the retirement review", 4),
        Shot(("ctrl+d",), "What breaks, and what would have no backup left", 4),
        Shot(("escape", "c"), "c: and if somebody broke into it?", 5),
    ),
}
"""The recordings by name."""


async def shots(recording: Sequence[Shot]) -> list[str]:
    """The pictures of a recording."""
    async with started(SIZE, "dark") as pilot:
        found = []
        for shot in recording:
            await press(pilot, shot.keys)
            found.append(pilot.app.export_screenshot(title=shot.says, simplify=True))
        return found


class Picture(NamedTuple):
    """A picture in parts."""

    head: str
    """All before the first row."""
    title: str
    rows: tuple[str, ...]
    styles: dict[str, str]


_ROW = 24.4
"""The height of a row, as Textual draws it."""


def parts(svg: str) -> Picture:
    """Take a picture apart, with the names of styles that hold in any picture."""
    own = re.search(r"(terminal-\d+)-matrix", svg)
    assert own, "not a picture of Textual's"
    styles = dict(re.findall(rf"\.{own[1]}-(r\d+) \{{ (.*?) \}}", svg))
    names = {short: re.sub(r"\W+", "-", css.strip(" ;")) for short, css in styles.items()}
    names = {short: f"s{name}" for short, name in names.items()}
    svg = re.sub(rf"{own[1]}-(r\d+)\b", lambda found: names[found[1]], svg).replace(own[1], "t")
    drawn = re.findall(
        r"<rect [^>]*shape-rendering[^>]*/>|<text [^>]*clip-path[^>]*>.*?</text>", svg
    )
    rows: dict[int, list[str]] = {}
    for each in drawn:
        y = re.search(r' y="([\d.]+)"', each)
        assert y
        rows.setdefault(int(float(y[1]) / _ROW), []).append(each)
    head = svg[: svg.index("<text ")]
    title = re.search(r'<text class="t-title".*?</text>', svg)
    assert title
    return Picture(
        re.sub(r"\n\.?s[-\w]+ \{.*?\}|\.s[-\w]+ \{.*?\}", "", head),
        title[0],
        tuple("".join(rows.get(row, ())) for row in range(SIZE[1])),
        {names[short]: css for short, css in styles.items()},
    )


def moving(pictures: Sequence[str], seconds: Sequence[float]) -> str:
    """One picture that shows others one after another."""
    frames = [parts(svg) for svg in pictures]
    whole, last = sum(seconds), len(frames) - 1
    begins = [sum(seconds[:number]) / whole * 100 for number in range(len(frames))]
    drawn: list[str] = []
    spans: set[tuple[int, int]] = set()
    for row in range(-1, SIZE[1]):
        lines = [frame.title if row < 0 else frame.rows[row] for frame in frames]
        start = 0
        for number in range(1, len(lines) + 1):
            if number == len(lines) or lines[number] != lines[start]:
                span = (start, number - 1)
                place = '"' if row < 0 else ' t-matrix" transform="translate(9, 41)"'
                drawn.append(f'<g class="f{span[0]}-{span[1]}{place}>{lines[start]}</g>')
                spans.add(span)
                start = number
    css = [f".{name} {{ {style} }}" for name, style in sorted({**_all_styles(frames)}.items())]
    for first, end in sorted(spans - {(0, last)}):
        times = [(0, "hidden")] if first else []
        times.append((begins[first], "visible"))
        times += [(begins[end + 1], "hidden")] if end < last else []
        steps = " ".join(f"{at:.2f}% {{ visibility: {shown} }}" for at, shown in times)
        name = f"f{first}-{end}"
        still = "visible" if end == last else "hidden"
        css.append(f"@keyframes {name} {{ {steps} }}")
        css.append(
            f".{name} {{ visibility: {still}; animation: {name} {whole:.1f}s step-end infinite }}"
        )
    css.append("@media (prefers-reduced-motion: reduce) { g { animation: none !important } }")
    head = frames[0].head.replace("</style>", "\n".join([*css, "</style>"]))
    dots = re.search(r'<g transform="translate\(26,22\)">.*?</g>', pictures[0], re.DOTALL)
    assert dots
    return f"{head}{dots[0]}\n" + "\n".join(drawn) + "\n</svg>\n"


def _all_styles(frames: Sequence[Picture]) -> dict[str, str]:
    return {name: style for frame in frames for name, style in frame.styles.items()}


if __name__ == "__main__":
    for name, recording in RECORDINGS.items():
        made = moving(asyncio.run(shots(recording)), [shot.seconds for shot in recording])
        HERE.joinpath(f"{name}.svg").write_text(made, encoding="utf-8")
