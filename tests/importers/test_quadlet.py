"""What quadlets and units that run containers prove: apps, their ports, and what they need."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from labtui.errors import SourceError
from labtui.importers.found import THE_HOST, Finding, Options, Thing
from labtui.importers.quadlet import IMPORTER
from labtui.importers.quadlet.commands import container_command
from labtui.importers.quadlet.units import dropin_folders, lines, words
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations
from tests.rows import each_row


def read(folder: Path, files: dict[str, str], **options: bool) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options(**options))


def things(finding: Finding) -> dict[str, Thing]:
    assert len({thing.ref for thing in finding.things}) == len(finding.things)
    return {thing.key: thing for thing in finding.things}


def skips(finding: Finding) -> dict[str, str]:
    return {skip.path: skip.reason for skip in finding.skips}


def keys(refs: tuple[str, ...]) -> list[str]:
    return [ref.rpartition("#")[2] for ref in refs]


def parts(thing: Thing) -> list[str]:
    return [part.service for part in thing.parts]


def test_the_lines_of_a_unit() -> None:
    text = dedent(
        """
        # Image=commented
        [Container]
        Image = example.org/app:1 \\
          # within a line that goes on
            more
        ; also commented
        Label="a=b c" d=e
        no assignment
        [Install]
        WantedBy=
        """
    )
    assert list(lines(text)) == [
        ("Container", "Image", "example.org/app:1  more"),
        ("Container", "Label", '"a=b c" d=e'),
        ("Install", "WantedBy", ""),
    ]


def test_words_are_split_at_spaces_outside_of_quotes() -> None:
    assert words("""a "b c" d='e f'  x\\ y "g \\"h" 'i""") == [
        "a",
        "b c",
        "d=e f",
        "x y",
        'g "h',
        "'i",
    ]


def test_drop_ins_are_looked_for_from_the_general_to_the_special() -> None:
    assert dropin_folders("a-b@c.container") == [
        "container.d",
        "a-.container.d",
        "a-b@.container.d",
        "a-b@c.container.d",
    ]


@each_row(
    ("line", "image", "name"),
    [
        ("/usr/bin/podman run --rm -d --name web -p 80:80 nginx:1 run", "nginx:1", "web"),
        ("-/usr/bin/docker run --name=web -dp 80:80 -e A=b nginx:1", "nginx:1", "web"),
        ("/usr/bin/env podman --log-level info container run --name web nginx:1", "", ""),
        ("/bin/sh -c 'docker pull x && exec docker run -it --name web nginx:1'", "nginx:1", "web"),
        ("podman run $OPTIONS --name web ${WEB_IMAGE} start", "${WEB_IMAGE}", "web"),
        ("podman create --name web --privileged nginx:1", "nginx:1", "web"),
        ("podman run --name", "", ""),
        ("podman run 'unclosed", "'unclosed", ""),
    ],
)
def test_the_commands_that_make_containers(line: str, image: str, name: str) -> None:
    command = container_command(line)
    if not image and name == "" and "info" in line:
        assert command is None
        return
    assert command is not None
    assert (command.image, "".join(command.options.get("name", []))) == (image, name)


@each_row("line", ["/usr/bin/dockerd -H fd://", "podman exec web x", "podman", ""])
def test_other_commands_make_none(line: str) -> None:
    assert container_command(line) is None


WEB = """
    [Unit]
    Description=The shop
    After=other.service
    Wants=other.service
    Requires=db.service podman.socket
    [Container]
    Image=example.org/shop:2@sha256:00ff
    PublishPort=8080:80
    PublishPort=127.0.0.1:9090:90/udp
    Environment=DB_PASSWORD=planted-secret
    Label=traefik.enable=true "traefik.http.routers.shop.rule=Host(`shop.lan`)"
"""
DB = "[Container]\nImage=docker.io/library/postgres:16\nVolume=data.volume:/var/lib\n"
OTHER = "[Container]\nImage=example.org/other:1\nPublishPort=1234:1234\n"


def test_a_container_with_its_database(tmp_path: Path) -> None:
    files = {"shop.container": WEB, "db.container": DB, "other.container": OTHER}
    finding = read(tmp_path, files)
    assert list(things(finding)) == ["db", "other"] or list(things(finding)) == ["shop", "other"]
    shop = things(finding)["shop"]
    assert (shop.kind, shop.main, parts(shop), shop.runs_on) == (
        "app",
        "shop",
        ["shop", "db"],
        THE_HOST,
    )
    assert shop.facts == {
        "description": "example.org/shop:2, ports 8080:80, 127.0.0.1:9090:90/udp",
        "url": "http://shop.lan",
        "parts": ("shop", "db"),
    }
    main = shop.parts[0]
    assert (main.path, main.ports) == ("shop.container", ("8080:80", "127.0.0.1:9090:90/udp"))
    assert main.depends_on == ("db",)
    assert shop.depends_on == shop.access_to == ()
    assert finding.unused["Environment"] == 1
    assert "planted-secret" not in repr(finding)
    each = read(tmp_path, {}, each=True)
    assert keys(things(each)["shop"].depends_on) == ["db"]
    assert list(things(each)) == ["db", "other", "shop"]


def test_a_pod_is_one_app_and_has_the_ports(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "shop.pod": "[Unit]\nRequires=vpn.service\n[Pod]\nPublishPort=80:80\n",
            "server.container": "[Unit]\nBindsTo=shop-pod.service\n[Container]\nPod=shop.pod\n"
            "Image=example.org/shop:1\n",
            "db.container": f"{DB}Pod=shop.pod\n",
            "vpn.container": OTHER,
            "guest.container": "[Unit]\nRequisite=shop-pod.service\n[Container]\n"
            "Image=example.org/guest\nPublishPort=81:80\n",
            "empty.pod": "[Pod]\nPublishPort=9:9\n",
        },
    )
    found = things(finding)
    shop = found["server"]
    assert (shop.name, parts(shop)) == ("shop", ["server", "db"])
    assert [part.ports for part in shop.parts] == [("80:80",), ()]
    assert keys(shop.depends_on) == ["vpn"]
    assert keys(found["guest"].depends_on) == ["server"]
    assert skips(finding) == {"empty.pod": "a pod without containers"}


def test_what_is_needed_is_found_in_other_folders(tmp_path: Path) -> None:
    needs = "[Unit]\nRequires=db.service\n[Container]\nImage=example.org/{0}\nPublishPort={1}:80\n"
    files = {
        "one/containers/one.container": needs.format("one", 81),
        "two/containers/two.container": needs.format("two", 82),
        "db/containers/db.container": DB,
    }
    found = things(read(tmp_path, files))
    db = found["db"].ref
    assert db == "db/containers#db"
    assert (found["one"].depends_on, found["two"].depends_on) == ((db,), (db,))
    # Of two units of the name, neither is proven to be meant.
    assert things(read(tmp_path, {"x/db.container": DB}))["one"].depends_on == ()


def test_drop_ins_and_empty_assignments(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "web.container": WEB,
            "container.d/10-all.conf": "[Container]\nPublishPort=\nImage=example.org/all:1\n",
            "web.container.d/20.conf": "[Container]\nPublishPort=7:7\nPodmanArgs=--privileged\n",
            "web.service.d/x.conf": "[Unit]\nRequires=\n",
            "other.d/x.conf": "[Container]\nPublishPort=6:6\n",
        },
    )
    web = things(finding)["web"]
    assert (web.parts[0].ports, web.parts[0].image) == (("7:7",), "example.org/all:1")
    assert web.access_to == (THE_HOST,)


def test_templates_are_their_instances(tmp_path: Path) -> None:
    template = "[Container]\nImage=example.org/%p:%i\nPublishPort=80%i:80\n"
    files = {
        "game@.container": template,
        "idle@.container": template,
        "usual@.container": f"{template}[Install]\nDefaultInstance=1\n",
        "web.container": WEB.replace("db.service", "game@2.service"),
        "default.target.wants/game@3.service": "",
    }
    finding = read(tmp_path, files)
    found = things(finding)
    assert found["game@2"].parts[0].ports == ("802:80",)
    assert found["game@3"].parts[0].image == "example.org/game:3"
    assert found["usual@1"].parts[0].image == "example.org/usual:1"
    assert keys(found["web"].depends_on) == ["game@2"]
    assert skips(finding) == {"idle@.container": "a template without a named instance"}


KUBE_YAML = """
    apiVersion: v1
    kind: Pod
    metadata: {name: shop}
    spec:
      containers:
        - name: web
          image: example.org/shop:1
          ports: [{containerPort: 80, hostPort: 8080}]
          env: [{name: TOKEN, value: planted-secret}]
          volumeMounts: [{name: engine, mountPath: /x}]
        - {name: redis, image: "docker.io/library/redis:7"}
      volumes:
        - {name: engine, hostPath: {path: /run/podman/podman.sock}}
"""


def test_the_yaml_of_a_kube_unit(tmp_path: Path) -> None:
    files = {
        "shop.kube": "[Kube]\nYaml=shop.yaml\nPublishPort=90:90\n",
        "shop.yaml": KUBE_YAML,
        "lost.kube": "[Kube]\nYaml=../lost.yaml\n",
    }
    finding = read(tmp_path, files)
    shop = things(finding)["web"]
    assert (shop.name, parts(shop)) == ("shop", ["web", "redis"])
    assert shop.parts[0].ports == ("8080:80", "90:90")
    assert shop.access_to == (THE_HOST,)
    assert skips(finding) == {"lost.kube": "../lost.yaml: it is outside the folder"}
    assert parts(things(finding)["lost"]) == ["lost"]
    assert "planted-secret" not in repr(finding)


def test_units_that_run_containers(tmp_path: Path) -> None:
    files = {
        "web.service": """
            [Unit]
            Requires=docker.service db.service
            [Service]
            ExecStartPre=-/usr/bin/docker rm -f web
            ExecStart=/usr/bin/docker run --name web -p 80:80 \\
                -v /var/run/docker.sock:/var/run/docker.sock -e TOKEN=planted-secret \\
                -l traefik.http.routers.web.rule=Host(`web.lan`) example.org/web:1 serve -p 5
        """,
        "db.service": "[Service]\nExecStart=podman run --name db docker.io/library/mariadb:11\n",
        "made.service": "[Service]\nExecStartPre=podman create -p 5:5 --name made example.org/m\n"
        "ExecStart=podman start -a made\n",
        "backup.service": "[Service]\nExecStart=podman exec db dump\n",
    }
    finding = read(tmp_path, files)
    web = things(finding)["web"]
    assert (parts(web), web.access_to) == (["web", "db"], (THE_HOST,))
    assert web.parts[0].ports == ("80:80",)
    made = things(finding)["made"]
    assert made.facts["description"] == "example.org/m, ports 5:5"
    assert len(finding.things) == 2
    assert "planted-secret" not in repr(finding)


def test_pods_that_commands_make(tmp_path: Path) -> None:
    files = {
        "pod-shop.service": "[Service]\nExecStartPre=podman pod create -p 80:80 --name shop\n"
        "ExecStart=/usr/bin/podman pod start shop\n",
        "web.service": "[Unit]\nBindsTo=pod-shop.service\n[Service]\n"
        "ExecStart=podman run --pod-id-file %t/pod-shop.pod-id --name web example.org/web\n",
        "cache.service": "[Service]\nExecStart=podman run --pod shop --name c library/redis\n",
        "a.service": "[Service]\nExecStart=podman run --pod new:other --name a example.org/a\n",
        "b.service": "[Service]\nExecStart=podman run --pod other --name b example.org/b\n",
        "c@.service": "[Service]\nExecStart=podman run --name c-%i example.org/c\n",
    }
    finding = read(tmp_path, files)
    found = things(finding)
    assert parts(found["web"]) == ["web", "cache"]
    assert found["web"].parts[0].ports == ("80:80",)
    assert parts(found["a"]) == ["a", "b"]
    assert skips(finding) == {"c@.service": "a template without a named instance"}


def test_what_is_not_in_use(tmp_path: Path) -> None:
    files = {
        "old/a.container": OTHER,
        "b.container.bak": OTHER,
        "c.container.later": OTHER,
        "d.container": "nothing",
        "e.network": "[Network]\n",
        "f.service": "[Service]\nExecStart=/bin/true\n",
    }
    finding = read(tmp_path, files)
    assert finding.things == []
    assert skips(finding) == {
        "old/a.container": "not in use: it is under old",
        "b.container.bak": "not in use: a backup copy",
        "c.container.later": "not in use: its name does not end like that of a quadlet",
        "d.container": "not a unit: it sets nothing",
    }
    assert list(things(read(tmp_path, {}, everything=True))) == ["a"]


def test_what_is_recognised(tmp_path: Path) -> None:
    read(tmp_path, {"a/x.container": OTHER, "b/x.service": "[Service]\nExecStart=/bin/true\n"})
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "a/x.container")
    assert not IMPORTER.recognise(tmp_path / "b")
    assert not IMPORTER.recognise(tmp_path / "missing")
    with pytest.raises(SourceError):
        IMPORTER.read([tmp_path / "missing"], Options())
    with pytest.raises(SourceError):
        IMPORTER.read([Path("-")], Options())


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    files = {
        "web.container": dedent(WEB),
        "db.container": DB,
        "shop.pod": "[Pod]\nPodName=x\nPublishPort=80:80\n",
        "in.container": f"{DB}Pod=shop.pod\nNetwork=db.container\n",
        "shop.kube": "[Kube]\nYaml=shop.yaml\n",
        "shop.yaml": dedent(KUBE_YAML),
        "run.service": "[Service]\nExecStart=/bin/sh -c 'podman run -v a:/b --name x img; true'\n",
        "web.container.d/x.conf": "[Container]\nPublishPort=\n",
    }
    read(tmp_path, files)
    for name, text in files.items():
        for data in mutations(text, 6):
            (tmp_path / name).write_bytes(data)
            things(IMPORTER.read([tmp_path], Options()))
            IMPORTER.recognise(tmp_path)
        (tmp_path / name).write_text(text)


@pytest.mark.parametrize("line", ["Label=a=b ", "Volume=a:/b,", "PodmanArgs=-v a:b 'x ", "x\\\n"])
def test_the_time_is_linear(tmp_path: Path, line: str) -> None:
    def read_lines(size: int) -> None:
        read(tmp_path, {"a.container": "[Container]\nImage=x\n" + line * (size // len(line))})

    assert grows_in_line(read_lines, 400_000)
