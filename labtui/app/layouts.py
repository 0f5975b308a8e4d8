"""Letters of layouts that are not Latin, by the key they are on.

Where no text is typed, a person with a Russian or a Greek layout presses the key of `j` and means
`j`. What is typed into a text stays as it is.
"""

from __future__ import annotations

from textual import events
from textual.keys import _character_to_key

_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,."

_LAYOUTS = (
    "йцукенгшщзхъфывапролджэячсмитьбю",  # Cyrillic: Russian
    "йцукенгшщзхїфівапролджєячсмитьбю",  # Ukrainian
    "љњертзуиопшђасдфгхјклчћзџцвбнм,.",  # Serbian: what of it Russian has not
    " ςερτυθιοπ  ασδφγηξκλ  ζχψωβνμ  ",  # Greek; its key of q is the semicolon
    "  קראטוןםפ  שדגכעיחלך  זסבהנמצתץ",  # Hebrew
    "ضصثقفغعهخح  شسيبلاتنم  ئءؤر ىة  ",  # Arabic
)
"""The letters on the keys of `_QWERTY`; a blank where there is none, or another sign."""


def _table() -> dict[str, str]:
    """What each letter is on a Latin layout; the first layout that has it decides."""
    table: dict[str, str] = {}
    for layout in _LAYOUTS:
        for letter, latin in zip(layout, _QWERTY, strict=True):
            if not letter.isascii():
                table.setdefault(letter, latin)
                if latin.isalpha() and letter.upper() != letter:
                    table.setdefault(letter.upper(), latin.upper())
    return table


LATIN = _table()


def by_place(event: events.Key) -> events.Key:
    """The key as it is on a Latin layout; itself if it is one."""
    latin = LATIN.get(event.character or "")
    if latin is None or event.key != event.character:
        return event
    return events.Key(latin if latin.isalpha() else _character_to_key(latin), latin)
