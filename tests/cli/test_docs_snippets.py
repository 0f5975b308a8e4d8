"""Every line of shell in the docs, run as it stands there, in a home with a lab and its sources."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.helpers import Labtui, Said
from tests.importing.disk_lab import write

ROOT = Path(__file__).parents[2]
OTHERWISE = {
    "checking.md": "test_checking_docs.py",
    "commands.md": "test_help.py, which runs the examples of every command",
}
"""Pages whose lines other tests run."""

PAGES = sorted(
    path
    for path in (*ROOT.glob("docs/*.md"), ROOT / "README.md")
    if "```sh\n" in path.read_text("utf-8") and path.name not in OTHERWISE
)

LAB = "".join(
    f'[[systems]]\nid = "{id}"\nname = "{id}"\n\n'
    for id in ("vault", "badger", "immich", "owl", "films", "web")
)
CONVERTED = """\
[[systems]]
id = "hamster"
name = "hamster"
owners = { hardware = "you", os = "you" }
relied_on_for = ["data"]
backs_up_to = []
"""

STAND_INS = {
    "ssh": 'test "$1 $2" = "-t nas" && shift 2 && exec "$@"',
    "docker": 'test "$1" = inspect && cat "$HOME/inspected.json"; exit 0',
    "restic": 'cp -r "$HOME/kept/." "$HOME/tmp/restored"',
    "proxmox-backup-client": 'cp -r "$HOME/kept/." "$HOME/tmp/restored"',
    **dict.fromkeys(
        ("pipx", "man", "python3", "scp", "systemctl", "loginctl", "proxmox-backup-manager"),
        "exit 0",
    ),
}
"""Programs that the lines call, and that are not there or would change the machine."""

STATUS = {
    "labtui check --fail-on critical": 1,
    "labtui refresh --dry-run": 1,
}
"""Lines that say something by their status."""


def lines(page: Path) -> Iterator[str]:
    """The commands in the blocks of shell, without what belongs to the clone."""
    for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            command = re.sub(r"\s+#.*", "", line)
            if command.strip() and not command.startswith("./dev "):
                yield command


@pytest.fixture
def lab_home(home: Path) -> Path:
    """A home with an inventory in git, files to import, and stand-ins for programs."""
    write(home, ".config/labtui/inventory.toml", f"schema = 1\n\n{LAB}{CONVERTED}")
    for name in ("docker", "stacks"):
        write(home, f"{name}/web/compose.yml", "services: {web: {image: nginx}}\n")
    write(home, "pve/corosync.conf", "totem {\n  cluster_name: home\n}\n")
    write(home, "pve/nodes/pve/lxc/100.conf", "hostname: guest\n")
    write(home, "devices.csv", "Hostname,Type\nfalcon,vm\n")
    write(home, "tmp/restored/here", "")
    write(home, "wiki/index.md", "")
    write(home, "kept/srv/vault/db.sqlite3", "data")
    write(home, "kept/etc/fstab", "none")
    write(home, "inspected.json", '[{"Name": "/db", "Config": {"Image": "postgres"}}]')
    target = "{job_name: node, static_configs: [{targets: ['nas.lan:9100']}]}"
    write(home, "prometheus.yml", f"scrape_configs: [{target}]\n")
    python = f'exec {sys.executable} -P -m labtui "$@"'
    for name, script in {**STAND_INS, "labtui": python}.items():
        write(home, f"bin/{name}", f"#!/bin/sh\n{script}\n")
        (home / "bin" / name).chmod(0o755)
    write(home, ".local/lib/labtui/bin/pip", "#!/bin/sh\n")
    (home / ".local/lib/labtui/bin/pip").chmod(0o755)
    write(home, "share/man/man1/labtui.1", "")
    return home


def shell(home: Path, line: str) -> Said:
    """Run a line as a shell does."""
    line = line.replace("/etc/pve", "$HOME/pve").replace("/tmp/", "$HOME/tmp/")
    paths = os.pathsep.join([str(home / "bin"), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=home,
        env={**kept, "HOME": str(home), "PATH": paths, "LABTUI_FILE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_line_of_shell_works(
    page: Path, labtui: Labtui, lab_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lab_home)
    shell(lab_home, "git config --global user.email a@b.c && git config --global user.name a")
    shell(lab_home, "git init -q")
    if "labtui add nas" not in page.read_text("utf-8"):
        labtui("add", "nas", "--template", "home-server")
    shell(lab_home, "git clone -q . wiki")
    shell(
        lab_home, "cp .config/labtui/inventory.toml . && git add inventory.toml; git commit -qm a"
    )
    failed = []
    for line in lines(page):
        if line.startswith("labtui refresh"):
            labtui("import", "compose", "stacks", "--on", "nas")
            labtui("import", "prometheus", "prometheus.yml")
            write(lab_home, "stacks/mail/compose.yml", "services: {mail: {image: mail}}\n")
        plain = line.startswith("labtui ") and not set(line) & set("|&;<>$~/")
        done = labtui(*shlex.split(line)[1:]) if plain else shell(lab_home, line)
        wanted = 2 if "The app needs a terminal" in done.err else STATUS.get(line.strip(), 0)
        if done.status != wanted or "Traceback" in done.err:
            failed.append(f"{line}\n{done.status}\n{done.out[-300:]}{done.err[-300:]}")
    assert failed == [], "\n".join(failed)
