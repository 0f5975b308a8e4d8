"""What `[systems.seen]` says is read as it was written."""

from __future__ import annotations

from datetime import date

from labtui.data.framework.sightings import Origin, Sighting
from tests.rows import each_row


@each_row(
    "key", ["endpoint photos", "a; b = c, 2026-01-02", "https://nas/a%3Bb%25", "#1", "é \x1b["]
)
@each_row("value", ["", "nas usb"])
def test_a_sighting_is_read_as_it_was_written(key: str, value: str) -> None:
    origins = (Origin("gatus", "/etc/g; h/c.yaml", key), Origin("kuma", "@nas", "x"))
    sighting = Sighting(origins, date(2026, 1, 2), value)
    assert Sighting.parse(str(sighting)) == sighting
