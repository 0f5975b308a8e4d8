"""What the hosts of an OpenSSH client configuration are; expected answers are those of `ssh -G`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.errors import SourceError
from labtui.importers import ssh_config
from labtui.importers.found import Finding, Options
from labtui.importers.ssh import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations


def read(folder: Path, files: dict[str, str], **options: bool) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options(**options))


def commands(finding: Finding) -> dict[str, object]:
    return {thing.name: thing.facts["description"] for thing in finding.things}


def skips(finding: Finding) -> dict[str, str]:
    return {skip.path: skip.reason for skip in finding.skips}


CONFIG = """
    User = "anna"
    Include conf.d/*.conf

    Host nas storage
    \tHostName 10.0.0.5
    \tPort 2222
    Host nas
      HostName 9.9.9.9
    host=UPPER
      hostname=UP.Example.ORG
    Host web1 web2
      HostName %h.lan
    Host * !bastion
      Port 2200
    Host bastion
      HostName "bastion.lan"   # in the cellar
      Port 22
    Match originalhost nas,web? exec "touch executed"
      Port 99
    Match originalhost web*,!web2
      IdentityFile ~/.ssh/web
    Match user anna host inner.lan
      Port 1
    Match final host up.example.org
      ProxyJump bastion
    Host odd\\ name "in quotes"
      HostName odd%%.lan
    Host conditional
      Include inner
    Host 10.0.0.9 nine
      HostName 10.0.0.9
"""


def test_the_first_value_wins_through_includes_patterns_and_matches(tmp_path: Path) -> None:
    files = {
        "config": CONFIG,
        "conf.d/a.conf": "Host web2\n  Port 4444\nHost far\n  HostName far.lan\n",
        "inner": "HostName inner.lan\nHost nas\n  HostName never\n",
    }
    finding = read(tmp_path, files)
    assert commands(finding) == {
        "web2": "ssh anna@web2.lan -p 4444",
        "far": "ssh anna@far.lan -p 2200",
        "nas": "ssh anna@10.0.0.5 -p 2222 (also storage)",
        "UPPER": "ssh anna@up.example.org -p 2200",
        "web1": "ssh anna@web1.lan -p 2200",
        "bastion": "ssh anna@bastion.lan",
        "odd name": "ssh anna@odd%.lan -p 2200 (also in quotes)",
        "conditional": "ssh anna@inner.lan -p 2200",
        "nine": "ssh anna@10.0.0.9 -p 2200 (also 10.0.0.9)",
    }
    assert {thing.kind for thing in finding.things} == {"other"}
    assert finding.things[0].ref == "conf.d/a.conf#web2"
    assert skips(finding) == {"config#*": "a pattern, not a host"}
    assert finding.unused == {"IdentityFile": 1, "Match exec": 1}
    assert not (tmp_path / "executed").exists()


def test_forges_are_left_out_and_another_user_is_asked_about(tmp_path: Path) -> None:
    config = """
        Host github.com
          User git
        Host work
          HostName gitlab.com
        Host git.home.lan
          User git
        Host nas
          User anna
        Host nas-root
          HostName nas
          User root
    """
    finding = read(tmp_path, {"config": config})
    assert skips(finding) == {
        "config#github.com": "a git forge: github.com",
        "config#work": "a git forge: gitlab.com",
    }
    assert [(thing.name, thing.questions) for thing in finding.things] == [
        ("git.home.lan", ()),
        ("nas", ()),
        ("nas-root", ("Is it the same system as nas? Only the user differs.",)),
    ]


def test_a_user_that_is_a_token_is_not_told(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config": "Host tmate\n  User x4Tq8ZbV7nLk2PwRs9Yd\n"})
    assert commands(finding) == {"tmate": "ssh tmate"}


def test_includes_that_lead_nowhere_or_around_are_skipped(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("Host outside\n")
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    config = """
        Include ~/.ssh/loop
        Include ../outside
        Include /etc/other
        Include ~/other
        Include missing
        Include link
        Host "nas
        Host web
          Port 1
    """
    finding = read(folder, {"config": config, "loop": "Host a\n Port 2\nInclude config\n"})
    assert commands(finding) == {"a": "ssh a -p 2", "web": "ssh web -p 1"}
    assert {skip.reason for skip in finding.skips} == {
        "a file that includes itself",
        "Include ../outside: a path outside the folder",
        "Include /etc/other: a path outside the folder",
        "Include ~/other: a path outside the folder",
        "Include missing: no such file",
        "a link to a place outside the folder",
        "line 8 was left out: too long, or a quote does not end",
    }


def test_the_own_configuration_includes_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    other = tmp_path / "other"
    other.write_text("Host other\n  Port 1\n")
    config = f"Include ~/other2\nInclude {other}\nInclude more ~no.body/x\nHost nas\n  Port 2\n"
    (tmp_path / "other2").write_text("Host two\n  Port 3\n")
    finding = read(tmp_path / ".ssh", {"config": config, "more": "Host more\n  Port 4\n"})
    assert list(commands(finding)) == ["two", "other", "more", "nas"]
    assert [skip.reason for skip in finding.skips] == ["Include ~no.body/x: no such file"]


def test_a_folder_is_searched_for_configurations_and_no_key_is_opened(tmp_path: Path) -> None:
    host = "Host {}\n  HostName {}.lan\n"
    files = {
        "conf.d/web": host.format("web", "web"),
        "config": "Include conf.d/*\n" + host.format("nas", "nas"),
        "lab.conf": host.format("lab", "lab"),
        "id_config": host.format("key", "key"),
        "old/config": host.format("gone", "gone"),
        "nginx.conf": "server {\n  listen 80;\n}\n",
        "sshd_config": "Include more.conf\nPort 22\nSubsystem sftp internal-sftp\n",
    }
    seen: list[str] = []
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    finding = IMPORTER.read([tmp_path], Options(progress=seen.append))
    assert set(commands(finding)) == {"web", "nas", "lab"}
    assert skips(finding) == {"old/config": "not in use: it is under old"}
    assert "id_config" not in seen
    everything = IMPORTER.read([tmp_path], Options(everything=True))
    assert "gone" in commands(everything)


def test_what_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("# mine\nHost nas\n  HostName nas.lan\n")
    (tmp_path / "settings.conf").write_text("Host: nas\nUser: anna\n")
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "config")
    assert not IMPORTER.recognise(tmp_path / "settings.conf")
    assert not IMPORTER.recognise(tmp_path / "missing")
    with pytest.raises(SourceError):
        IMPORTER.read([tmp_path / "missing"], Options())


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (lambda n: "Host " + " ".join(f"host{i}" for i in range(n)), 8_000),
        (lambda n: "".join(f"Host host{i}\n  HostName 10.0.0.1\n" for i in range(n)), 4_000),
        (lambda n: "Host web*\n  Port 1\n" * 100 + "Host a\n" * n, 8_000),
        (lambda n: "Host nas\n" + "Include config config config\n" * n, 4_000),
        (lambda n: f"Host {'*a' * 1_000}\n  Port 1\nHost {'a' * n}\n", 2_000),
        (lambda n: 'Host "' + '"' * n, 1_000_000),
    ],
)
def test_the_time_is_linear(tmp_path: Path, text: Callable[[int], str], size: int) -> None:
    assert grows_in_line(lambda size: read(tmp_path, {"config": text(size)}), size)


def test_more_hosts_and_patterns_than_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"Host host{i} web{i}*\n  Port 1\n" for i in range(10))
    monkeypatch.setattr(ssh_config, "_MOST_CHECKS", 99)
    finding = read(tmp_path, {"config": text})
    assert not finding.things
    assert skips(finding)["config"] == "too many hosts and patterns"
    monkeypatch.setattr(ssh_config, "_MOST_CHECKS", 100)
    assert len(read(tmp_path, {"config": text}).things) == 10


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    config = tmp_path / "config"
    for data in mutations(dedent(CONFIG), 60):
        config.write_bytes(data)
        IMPORTER.read([config], Options())
