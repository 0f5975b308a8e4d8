"""A lab of 85 systems as files on disk, and six kinds of change to them."""

from __future__ import annotations

from pathlib import Path

from labtui.importing.sources import Source

GUESTS = range(100, 140)
APPS = range(40)

MONITORED_APP = "app-1"
GONE_APP = "app-2"
CHANGED_APP = "app-3"
BACKED_UP_APP = "app-4"
MOVED_GUEST = "guest-101"


def write(home: Path, name: str, text: str) -> None:
    """Write a file below a folder."""
    file = home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def write_lab(home: Path) -> list[Source]:
    """Write the files; gives the sources, of which the first states the host of the others."""
    nodes = "".join(f"  node {{\n    name: pve{number}\n  }}\n" for number in (1, 2, 3))
    write(
        home,
        "pve/corosync.conf",
        f"totem {{\n  cluster_name: home\n}}\nnodelist {{\n{nodes}}}\n",
    )
    write(home, "pve/storage.cfg", "pbs: backups\n\tserver 10.0.0.9\n\tdatastore main\n")
    write(home, "pve/jobs.cfg", "vzdump: nightly\n\tstorage backups\n\tvmid 102,103\n")
    for number in GUESTS:
        name = "docker" if number == GUESTS[0] else f"guest-{number}"
        write(
            home,
            f"pve/nodes/pve{number % 3 + 1}/lxc/{number}.conf",
            f"hostname: {name}\nrootfs: local:{number}/root.raw\n",
        )
    for number in APPS:
        write(
            home,
            f"stacks/app-{number}/compose.yml",
            f"services:\n  app-{number}:\n    image: app:{number}\n    depends_on: [db]\n"
            f"    ports: ['{8000 + number}:80']\n    volumes: ['/srv/app-{number}:/data']\n"
            "  db:\n    image: postgres\n",
        )
    checks = "".join(
        f"  - {{name: check {number}, url: 'http://docker:{8000 + number}',"
        " conditions: ['[STATUS] == 200']}\n"
        for number in APPS
    )
    write(home, "gatus.yaml", f"endpoints:\n{checks}")
    write_jobs(home, [f"/srv/app-{number}" for number in APPS])
    return [
        Source("proxmox", str(home / "pve")),
        Source("compose", str(home / "stacks"), "docker"),
        Source("gatus", str(home / "gatus.yaml")),
        Source("borgmatic", str(home / "borg/config.yaml"), "docker"),
    ]


def write_jobs(home: Path, paths: list[str]) -> None:
    """Write a backup job that covers some paths."""
    covered = "".join(f"  - {path}\n" for path in paths)
    write(
        home,
        "borg/config.yaml",
        f"source_directories:\n{covered}repositories:\n  - path: ssh://borg@pve3/./docker\n",
    )


def change(home: Path) -> None:
    """Make one change of each kind."""
    write(home, "stacks/wiki/compose.yml", "services: {wiki: {image: wiki, ports: ['90:80']}}\n")
    (home / f"stacks/{GONE_APP}/compose.yml").unlink()
    guest = home / "pve/nodes/pve3/lxc/101.conf"
    guest.rename(home / "pve/nodes/pve1/lxc/101.conf")
    compose = home / f"stacks/{CHANGED_APP}/compose.yml"
    text = compose.read_text().replace("[db]", "[db, cache]")
    compose.write_text(text + "  cache:\n    image: redis\n")
    write_jobs(home, [f"/srv/app-{n}" for n in APPS if f"app-{n}" != BACKED_UP_APP])
    checks = home / "gatus.yaml"
    lines = checks.read_text().splitlines(keepends=True)
    checks.write_text("".join(line for line in lines if "check 1," not in line))
