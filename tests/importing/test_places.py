"""Where something can probably be imported from."""

from __future__ import annotations

from pathlib import Path

from labtui.importing.places import usual_places
from labtui.importing.sources import Source

FILES = {
    "docker/home/compose.yml": "services:\n  web:\n    image: web\n",
    "docker/services.yaml": "- Home:\n    - Web:\n        href: http://web.lan\n",
    ".ssh/config": "Host nas\n  HostName 10.0.0.2\n",
    "stacks/notes.txt": "milk\n",
}


def test_each_kind_of_source_at_a_usual_place_until_it_is_remembered(tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def found(*remembered: Source) -> list[tuple[str, str]]:
        """Give the places below the home directory."""
        return [
            (str(Path(one.path).relative_to(tmp_path)), one.source)
            for one in usual_places(tmp_path, remembered)
            if Path(one.path).is_relative_to(tmp_path)
        ]

    ssh = (".ssh/config", "ssh")
    assert found() == [("docker", "compose"), ("docker", "homepage"), ssh]
    imported = Source("compose", str(tmp_path / "docker"), "nas")
    assert found(imported) == [("docker", "homepage"), ssh]
