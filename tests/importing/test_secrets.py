"""No secret that stands in a source gets into the inventory, the output or a message."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from labtui.importers.found import Options
from labtui.importing.sources import MODULES, importer
from tests.cli.conftest import home, labtui
from tests.cli.helpers import Labtui

__all__ = ["home", "labtui"]

SECRET = "hunter2planted"

COMPOSE = f"""\
services:
  web:
    image: me:{SECRET}@registry.example/nginx:${{TAG:?{SECRET}}}
    ports: ["${{PORT:?{SECRET}}}:80", "80:80"]
    environment:
      ADMIN_PASSWORD: {SECRET}
      DB_URL: postgres://me:{SECRET}@db/x
    labels:
      homepage.href: https://me:{SECRET}@web.example/?token={SECRET}
      homepage.widget.key: {SECRET}
      traefik.http.middlewares.a.basicauth.users: me:{SECRET}
    command: ["--token", "{SECRET}"]
    depends_on: [db]
  db:
    image: postgres:16
    environment: ["POSTGRES_PASSWORD={SECRET}"]
secrets:
  a:
    environment: {SECRET}
"""

INSPECTED = [
    {
        "Id": "1" * 64,
        "Name": "/web",
        "Config": {
            "Image": f"me:{SECRET}@registry.example/nginx:1",
            "Env": [f"PASSWORD={SECRET}"],
            "Cmd": ["--token", SECRET],
            "Labels": {"homepage.href": f"https://me:{SECRET}@web.example"},
        },
        "HostConfig": {},
        "NetworkSettings": {"Ports": {"80/tcp": [{"HostPort": "80"}]}},
    }
]

FILES = {
    "compose": ("compose.yml", COMPOSE),
    "docker": ("inspected.json", json.dumps(INSPECTED)),
    "quadlet": (
        "web.container",
        f"[Container]\nImage=me:{SECRET}@registry.example/nginx:1\nPublishPort=80:80\nEnvironment=PASSWORD={SECRET}\n"
        f"Exec=--token {SECRET}\nLabel=homepage.href=https://me:{SECRET}@web.example\n",
    ),
    "proxmox": (
        "nodes/pve/qemu-server/100.conf",
        f"#password%3A {SECRET}\n#token={SECRET}\nname: web\ncipassword: {SECRET}\n"
        f"args: -vnc pass={SECRET}\nscsi0: local:1/x.raw\n",
    ),
    "ansible": (
        "inventory.yml",
        "all:\n  hosts:\n    web:\n"
        f"      ansible_host: 192.0.2.1\n      ansible_become_password: {SECRET}\n"
        f"      api_token: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        {SECRET}\n",
    ),
    "ssh": (
        "config",
        f"Host web\n  HostName 192.0.2.1\n  SetEnv TOKEN={SECRET}\n"
        f"  ProxyCommand sshpass -p {SECRET} ssh jump\n",
    ),
    "homepage": (
        "services.yaml",
        f"- Group:\n    - Web:\n        href: https://me:{SECRET}@web.example\n"
        f"        widget:\n          type: x\n          key: {SECRET}\n          url: http://x?apikey={SECRET}\n",
    ),
    "csv": (
        "devices.csv",
        f"name,url,password,API token\nweb,https://me:{SECRET}@web.example,{SECRET},{SECRET}\n",
    ),
    "rackpeek": (
        "rack.yaml",
        f"resources:\n  - kind: Server\n    name: web\n    password: {SECRET}\n"
        f"    notes: 'token: {SECRET}'\n",
    ),
    "kubernetes": (
        "web.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec:\n"
        f"  values:\n    image: me:{SECRET}@registry.example/nginx:1\n    password: {SECRET}\n"
        f"    env: {{DB_URL: 'postgres://me:{SECRET}@db/x'}}\n    ingress:\n"
        f"      host: web.example\n      annotations: {{token: {SECRET}}}\n"
        f"---\napiVersion: v1\nkind: Secret\nstringData: {{token: {SECRET}}}\n",
    ),
}


def database() -> bytes:
    """A database of Uptime Kuma with one monitor."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(
            "CREATE TABLE monitor AS SELECT 1 AS id, 'web' AS name, 1 AS active, 'http' AS type, "
            f"'https://me:{SECRET}@web.example?token={SECRET}' AS url, NULL AS hostname, "
            f"NULL AS port, '{SECRET}' AS basic_auth_pass, '{SECRET}' AS push_token"
        )
        made.commit()
        return made.serialize()


EVIDENCE: dict[str, tuple[str, str | bytes]] = {
    "proxies": (
        "Caddyfile",
        f"web.example/hook-{SECRET}* {{\n basic_auth {{\n  me {SECRET}\n }}\n"
        f" reverse_proxy https://me:{SECRET}@10.0.0.5/?token={SECRET} {{\n"
        f"  header_up X-Key {SECRET}\n }}\n respond {SECRET}\n}}\n",
    ),
    "gatus": (
        "config.yaml",
        f"endpoints:\n  - {{name: web, url: 'https://me:{SECRET}@web.example/?token={SECRET}', "
        f"conditions: ['[BODY] == {SECRET}'], headers: {{Authorization: Bearer {SECRET}}}}}\n",
    ),
    "prometheus": (
        "prometheus.yml",
        f"remote_write: [{{url: 'https://me:{SECRET}@x'}}]\nscrape_configs:\n"
        f"  - job_name: web\n    authorization: {{credentials: {SECRET}}}\n"
        f"    static_configs: [{{targets: ['https://me:{SECRET}@web.example?token={SECRET}']}}]\n",
    ),
    "kuma": ("kuma.db", database()),
    "borgmatic": (
        "config.yaml",
        f"source_directories: [/srv/web]\nencryption_passphrase: {SECRET}\n"
        f"repositories: ['ssh://me:{SECRET}@nas/./borg']\n"
        f"postgresql_databases: [{{name: web, username: {SECRET}, password: {SECRET}}}]\n",
    ),
    "restic": (
        "backup.sh",
        f"export RESTIC_REPOSITORY=rest:https://me:{SECRET}@nas:8000/ RESTIC_PASSWORD={SECRET}\n"
        f"restic backup --password-command 'echo {SECRET}' /srv/web\n",
    ),
    "zfs": (
        "sync.sh",
        f"syncoid --sshkey {SECRET} tank/web me@nas:tank/web\nexport TOKEN={SECRET}\n",
    ),
    "pbs": (
        "sync.cfg",
        f"sync: a\n\tstore b\n\tremote web\n\tremote-store c\n\tschedule daily\n\towner {SECRET}\n",
    ),
}
"""Of each source of evidence a file with secrets in it, which states one piece of evidence."""


def test_every_source_is_tried() -> None:
    assert FILES.keys() | EVIDENCE.keys() == MODULES.keys()


@pytest.mark.parametrize("source", EVIDENCE)
def test_a_planted_secret_is_no_evidence(source: str, tmp_path: Path) -> None:
    name, text = EVIDENCE[source]
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    for given in (tmp_path, file):
        finding = importer(source).read([given], Options(everything=True))
        assert len(finding.evidence) == 1
        assert SECRET not in repr(finding)


@pytest.mark.parametrize("source", FILES)
def test_a_planted_secret_gets_nowhere(source: str, labtui: Labtui, home: Path) -> None:
    name, text = FILES[source]
    file = home / "given" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    (home / "given" / "vault.yml").write_text(f"password: {SECRET}\n")
    lab = home / "lab.toml"
    run = ("--file", str(lab), "import", source, str(home / "given"), "--all")
    if source in {"csv", "docker"}:
        run = (*run[:4], str(file))
    said = [labtui(*run, "--dry-run"), labtui(*run), labtui(*run, "--json")]
    assert [one.status for one in said] == [0, 0, 0], said
    assert "web" in lab.read_text()
    everything = lab.read_text() + "".join(one.out + one.err for one in said)
    assert SECRET not in everything
