"""What restic and rclone back up: commands of scripts, and programs that run restic."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.found import Evidence, Finding, Options, Target
from labtui.importers.repositories import repository
from labtui.importers.restic import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

SCRIPT = """\
    #!/bin/sh
    export RESTIC_REPOSITORY="sftp:anna@nas.lan:/srv/restic" RESTIC_PASSWORD=hunter2
    restic backup -v --exclude /srv/photos/x --exclude-file /x -e '*.tmp' "$HOME/docs" /srv/photos
    restic -r "rest:https://anna:hunter2@box.lan:8000/" backup /etc
    restic -r "$1" backup /var
    restic backup --dry-run /no
    restic forget --prune
    docker exec app restic backup /data
    pg_dump x | restic backup --stdin
    restic backup --files-from /list
    rclone sync --exclude=/x/** --transfers 4 --config /root/rclone.conf /srv/music drive:music -v
    rclone ls drive:
    rclone move /srv/inbox drive:inbox
    0 1 * * * rclone sync photos-cloud: /mnt/cloud --log-level INFO
"""
PROFILES = """
    version: "1"
    global: {default-command: snapshots}
    base:
      repository: "ssh://nas/{{ .Profile.Name }}"
      password-file: hunter2
      backup: {exclude-caches: true}
    photos:
      inherit: base
      backup: {source: [/srv/photos, relative], schedule: daily, exclude: /srv/photos/x}
    wiki:
      env: {RESTIC_REPOSITORY: "b2:bucket:wiki", B2_ACCOUNT_KEY: hunter2}
      backup: {source: /srv/wiki}
    away: {repository: "$REPO", backup: {source: /srv/away}}
    checked: {inherit: base, check: {schedule: weekly}}
"""
AUTORESTIC = """
    version: 2
    locations:
      home: {from: [/home, /etc], to: [nas, cloud], hooks: {success: [hunter2]},
        options: {backup: {exclude: [/home/x, .cache]}}}
      data: {from: db, type: volume, to: nas}
      none: {from: /a, to: missing}
    backends:
      nas: {type: sftp, path: "anna@nas.lan:/srv/restic", key: hunter2}
      cloud: {type: s3, path: s3.example.net/bucket, env: {AWS_SECRET_ACCESS_KEY: hunter2}}
      disk: {type: local, path: /mnt/usb}
"""
BACKREST = {
    "repos": [{"id": "nas", "uri": "rest:http://me:hunter2@nas:8000/", "password": "hunter2"}],
    "plans": [
        {"id": "photos", "repo": "nas", "paths": ["/photos"], "excludes": ["/photos/tmp/"]},
        {"id": "old", "repo": "nas", "paths": ["/old"], "schedule": {"disabled": True}},
        {"id": "gone", "repo": "away", "paths": ["/gone"]},
    ],
}


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def told(evidence: list[Evidence]) -> dict[str, tuple[list[str], list[Target]]]:
    return {one.key: ([target.path for target in one.targets], [*one.to]) for one in evidence}


def test_commands_of_a_script(tmp_path: Path) -> None:
    finding = read(tmp_path, {"backup.sh": SCRIPT})
    assert told(finding.evidence) == {
        "restic backup ~/docs to nas.lan": (
            ["~/docs", "/srv/photos"],
            [Target(host="nas.lan", path="/srv/restic")],
        ),
        "restic backup /etc to box.lan": (
            ["/etc"],
            [Target("", "https://box.lan:8000/", "box.lan", 8000)],
        ),
        "rclone sync /srv/music to drive": (["/srv/music"], [Target("drive")]),
        "rclone sync photos-cloud: to /mnt/cloud": ([""], [Target(path="/mnt/cloud")]),
    }
    assert {(one.shows, one.path) for one in finding.evidence} == {("backup", "backup.sh")}
    assert [one.leaves_out for one in finding.evidence] == [
        ("/srv/photos/x", "*.tmp"),
        (),
        ("/srv/music/x",),
        (),
    ]
    assert finding.evidence[-1].targets == (Target("photos-cloud"),)
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        (
            "backup.sh#restic backup /var",
            "a variable stands in place of the repository",
        ),
        ("backup.sh#restic backup /data", "its paths are those of a container"),
        ("backup.sh#restic backup", "it gets what it backs up from another command"),
        ("backup.sh#restic backup", "its paths are in another file"),
    ]
    assert "hunter2" not in repr(finding)


def test_units_their_variables_and_the_scripts_that_they_run(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "etc/systemd/system/a.service": """
                [Service]
                Environment="RESTIC_REPOSITORY=/mnt/usb/restic" X=1
                ExecStart=-/usr/bin/restic backup \\
                  /srv/a
                ExecStart=/usr/local/bin/more --now
            """,
            "etc/systemd/system/b.service": """
                [Service]
                EnvironmentFile=-/etc/restic/env
                ExecStart=/usr/bin/restic backup /srv/b
            """,
            "etc/restic/env": "RESTIC_REPOSITORY=nas:/restic\nRESTIC_PASSWORD=hunter2\n",
            "usr/local/bin/more": "#!/bin/sh\nrestic backup /srv/more\n",
            "usr/local/bin/alone": "#!/bin/sh\nrestic backup /srv/alone\n",
            "etc/cron.d/own": "0 3 * * * root . /etc/restic/env; restic backup /srv/cron\n",
        },
    )
    kept = {key: to for key, (_, to) in told(finding.evidence).items()}
    assert kept == {
        "restic backup /srv/a to /mnt/usb/restic": [Target(path="/mnt/usb/restic")],
        "restic backup /srv/more to /mnt/usb/restic": [Target(path="/mnt/usb/restic")],
        "restic backup /srv/b to nas": [Target(host="nas", path="/restic")],
        "restic backup /srv/cron to nas": [Target(host="nas", path="/restic")],
    }
    assert {skip.path.partition("#")[2]: skip.reason for skip in finding.skips} == {
        "restic backup /srv/alone": "no repository is known",
    }


@pytest.mark.parametrize("name", ["profiles.yaml", "profiles.toml"])
def test_profiles_of_resticprofile(name: str, tmp_path: Path) -> None:
    toml = """
        version = "2"
        includes = ["more.yaml"]
        [profiles.photos]
        inherit = "base"
        [profiles.photos.backup]
        source = ["/srv/photos", "relative"]
        exclude = ["/srv/photos/x"]
        [profiles.wiki]
        env = {RESTIC_REPOSITORY = "b2:bucket:wiki"}
        backup = {source = "/srv/wiki", tags = [1, 2026-01-01]}
        [profiles.away]
        repository = "$REPO"
        backup = {source = "/srv/away"}
        [profiles.base]
        repository = "ssh://nas/photos"
    """
    finding = read(tmp_path, {name: PROFILES if name.endswith("yaml") else toml})
    assert told(finding.evidence) == {
        "profile photos": (["/srv/photos"], [Target(host="nas", path="/photos")]),
        "profile wiki": (["/srv/wiki"], [Target("b2:bucket")]),
    }
    assert finding.evidence[0].leaves_out == ("/srv/photos/x",)
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        (f"{name}#profile away", "a variable stands in place of the repository")
    ]
    assert "hunter2" not in repr(finding)


def test_profiles_of_other_files(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "profiles.yaml": "includes: [more/*.yaml]\na: {inherit: base, backup: {source: /a}}",
            "more/base.yaml": "base: {repository: /mnt/usb}",
            "more/bad.yaml": "base: [",
        },
    )
    assert told(finding.evidence) == {"profile a": (["/a"], [Target(path="/mnt/usb")])}
    assert [skip.path for skip in finding.skips] == ["more/bad.yaml"]


def test_locations_of_autorestic(tmp_path: Path) -> None:
    finding = read(tmp_path, {".autorestic.yml": AUTORESTIC})
    nas = Target(host="nas.lan", path="/srv/restic")
    cloud = Target("", "https://s3.example.net/bucket", "s3.example.net")
    assert told(finding.evidence) == {"location home": (["/home", "/etc"], [nas, cloud])}
    assert finding.evidence[0].leaves_out == ("/home/x", ".cache")
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        (".autorestic.yml#location data", "it backs up volumes by their names"),
        (".autorestic.yml#location none", "no repository is known"),
    ]
    assert "hunter2" not in repr(finding)


def test_plans_of_backrest(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config.json": json.dumps(BACKREST)})
    nas = repository("rest:http://nas:8000/")
    assert told(finding.evidence) == {"plan photos": (["/photos"], [nas])}
    assert finding.evidence[0].leaves_out == ("/photos/tmp",)
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("config.json#plan old", "not in use: it is switched off"),
        ("config.json#plan gone", "no repository is known"),
    ]
    assert "hunter2" not in repr(finding)


def test_what_is_recognised(tmp_path: Path) -> None:
    others = {
        "a.sh": "echo restic backup",
        "b.yaml": "backup: {source: /a}",
        "c.json": "[]",
        "d": "x",
    }
    finding = read(tmp_path, {**others, "e.service": "[Service]\nExecStart=/bin/true\n"})
    assert finding == Finding()
    assert not IMPORTER.recognise(tmp_path)
    (tmp_path / "binary").write_bytes(b"restic backup\0")
    assert read(tmp_path, {}) == Finding()
    for name in ("a.sh", "b.yaml"):
        [skip] = IMPORTER.read([tmp_path / name], Options()).skips
        assert skip.reason == "no restic or rclone jobs in it"
    read(tmp_path, {"backup.sh": SCRIPT})
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "backup.sh")


def test_the_time_is_linear(tmp_path: Path) -> None:
    def read_jobs(size: int) -> None:
        text = "export RESTIC_REPOSITORY=/mnt\n" + "restic backup /srv\n" * size
        assert len(read(tmp_path, {"backup.sh": text}).evidence) == size

    assert grows_in_line(read_jobs, 1_000)


def test_toml_too_large_to_read(tmp_path: Path) -> None:
    [skip] = read(tmp_path, {"a.toml": "backup.source = 1\n" + "#" * 400_000}).skips
    assert (skip.path, skip.reason) == ("a.toml", "TOML of more than 300 kB")


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    texts = {
        "a.sh": SCRIPT,
        "a.yaml": PROFILES,
        "b.yaml": AUTORESTIC,
        "c.json": json.dumps(BACKREST),
        "d.toml": 'version = "2"\n[profiles.a]\nrepository = "/a"\nbackup = {source = "/b"}\n',
        "e.service": "[Service]\nEnvironment=RESTIC_REPOSITORY=/a\nExecStart=restic backup /b\n",
    }
    for name, text in texts.items():
        for data in mutations(dedent(text), 15):
            (tmp_path / name).write_bytes(data)
            IMPORTER.read([tmp_path / name], Options())
