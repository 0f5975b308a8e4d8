"""Which systems an address means, and which of their data a path covers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from labtui.data.assessment.models import System
from labtui.importers.found import Part, Target, Thing
from labtui.importing.addresses import Addresses, Located, label_of
from tests.rows import each_row

SYSTEMS = {
    id: System(id, name, facts)
    for id, name, facts in (
        ("nas", "Big NAS", {"kind": "physical"}),
        ("pve", "pve", {"kind": "physical"}),
        ("photos", "Immich", {"kind": "app", "runs_on": "nas", "url": "https://photos.lab.org/x"}),
        ("wiki", "Wiki", {"kind": "container", "runs_on": "nas", "url": "https://nas.lab.org"}),
        ("wiki-2", "Wiki", {"kind": "container", "runs_on": "pve"}),
        ("files", "Files", {"kind": "container", "runs_on": "pve"}),
        ("films", "Films", {"kind": "app", "runs_on": "pve"}),
        ("foto", "Фото", {"kind": "saas"}),
        ("old", "Old", {"kind": "physical", "status": "retired"}),
    )
}


def part(service: str, *ports: str, container: str = "", mounts: str = "") -> Part:
    """A part with ports, and mounts like `/host:/inside /host:/inside`."""
    pairs = [tuple(word.split(":")) for word in mounts.split()]
    return Part(service, ports=ports, container=container, mounts=tuple((a, b) for a, b in pairs))


def app(*parts: Part, **more: str) -> Thing:
    """An app of parts."""
    return Thing(parts[0].service, parts[0].service, "app", parts=parts, **more)


LOCATED = (
    Located(
        app(
            part("server", "2283:2283", "127.0.0.1:9000-9002:80-82/tcp", container="immich_server"),
            part("db", container="immich_db"),
        ),
        "photos",
        "nas",
    ),
    Located(app(part("wiki", "8080:80")), "wiki", "nas"),
    Located(app(part("wiki", "8080:80")), "wiki-2", "pve"),
    Located(Thing("101", "files", "container", addresses=("10.0.0.7",)), "files", "pve"),
    Located(
        Thing("tv", "tv", "app", parts=(part("tv"),), addresses=("10.0.0.8", "tv.media.svc")),
        "films",
        "pve",
    ),
    Located(Thing("nas", "nas", "physical", addresses=("10.0.0.5", "2001:DB8::5")), "nas", None),
)
ROUTES = (
    (Target(host="docs.lab.org"), Target(host="nas", port=8080), None),
    (Target(host="pics.lab.org"), Target(container="immich_server", host="immich_server"), None),
    (Target(host="nas.lan"), Target(host="nas", port=2283), None),
    (Target(host="notes.lab.org"), Target(host="localhost", port=8080), "pve"),
    (Target(host="a.lab.org", port=81), Target(host="b.lab.org", port=80), None),
    (Target(host="b.lab.org"), Target(host="a.lab.org", port=81), None),
    (
        Target(host="home.lab.org", url="https://home.lab.org/pics"),
        Target(host="nas", port=2283),
        None,
    ),
    (
        Target(host="home.lab.org", url="https://home.lab.org/wiki"),
        Target(host="nas", port=8080),
        None,
    ),
    (Target(name="*.lab.org"), Target(host="nas", port=2283), None),
    (Target(host="tube.lab.org"), Target(name="tv"), None),
    (Target(host="gone.lab.org"), Target(name="nowhere"), None),
    (Target(host="loop.lab.org"), Target(host="loop.lab.org", port=1), None),
)
WHOSE = {"10.9.9.9:80": "files", "https://left.lab.org": "left"}

MEANS = {
    "a URL of its fact": (Target(url="https://PHOTOS.lab.org/api/ping"), "photos"),
    "not on another port": (Target(url="http://photos.lab.org:81"), ""),
    "a URL without TLS of a name that has it": (Target(url="http://photos.lab.org"), "photos"),
    "not where the name is a machine's": (Target(url="http://nas.lab.org"), ""),
    "the host of its URL": (Target(host="photos.lab.org", port=443), "photos"),
    "a port that it publishes": (Target(host="nas", port=2283), "photos"),
    "a port in a range": (Target(host="nas", port=9001), "photos"),
    "a port of the same number elsewhere": (Target(host="pve", port=8080), "wiki-2"),
    "a port that nothing publishes": (Target(host="nas", port=5000), ""),
    "a URL with a published port": (Target(url="http://10.0.0.5:2283/"), "photos"),
    "an IPv6 address": (Target(url="http://[2001:db8::5]:2283/"), "photos"),
    "a container": (Target(container="immich_server"), "photos"),
    "a part that is a database": (Target(container="immich_db"), "photos"),
    "a name on a network of containers": (Target(url="http://immich_server:3001"), "photos"),
    "a container that two hosts have": (Target(container="wiki"), "wiki wiki-2"),
    "a guest": (Target(guest="101"), "files"),
    "the disk of a guest": (Target(path="rpool/data/subvol-101-disk-0"), "files"),
    "the disk of no guest": (Target(path="rpool/data/vm-999-disk-0"), ""),
    "a machine": (Target(host="nas", port=9100), "nas"),
    "with its domain": (Target(host="nas.lan"), "nas"),
    "with its whole domain": (Target(host="pve.home.arpa."), "pve"),
    "not of a deeper domain": (Target(host="nas.a.b.c"), ""),
    "its address": (Target(host="10.0.0.5"), "nas"),
    "the address of a guest": (Target(host="10.0.0.7", port=22), "files"),
    "an address is no domain": (Target(host="10.0.0.6"), ""),
    "the address of an app": (Target(host="10.0.0.8", port=32400), "films"),
    "the name of its service": (Target(url="http://tv.media.svc:8096/web"), "films"),
    "a name behind a route": (Target(url="https://docs.lab.org"), "wiki"),
    "a route to a container": (Target(url="https://pics.lab.org"), "photos"),
    "a route to the host of the proxy": (Target(url="https://notes.lab.org"), "wiki-2"),
    "a route to itself": (Target(url="https://loop.lab.org"), ""),
    "a route to a service by its name": (Target(url="https://tube.lab.org"), "films"),
    "a route to a service that is not known": (Target(url="https://gone.lab.org/x"), ""),
    "routes in a circle": (Target(host="a.lab.org", port=81), ""),
    "a route on the name of a machine": (Target(url="https://nas.lan"), "photos"),
    "which is not all of the machine": (Target(host="nas.lan", port=9100), "nas"),
    "a port that is not routed": (Target(host="docs.lab.org", port=22), ""),
    "a name only": (Target(name="immich"), "photos"),
    "a name that two have": (Target(name="Wiki"), "wiki wiki-2"),
    "an address before a name": (Target(name="Wiki", host="nas", port=2283), "photos"),
    "a name where an address is not known": (Target(name="Files", host="10.9.9.9"), "files"),
    "a name at a vendor's site": (Target(name="Files", url="https://files.com"), ""),
    "a name that decides between two": (Target(name="wiki 2", container="wiki"), "wiki-2"),
    "a name that is none of the two": (Target(name="Files", container="wiki"), "wiki wiki-2"),
    "a name in other letters": (Target(name="фото"), "foto"),
    "another name in these letters": (Target(name="дом"), ""),
    "the site of who makes it": (Target(host="immich.app"), ""),
    "a name in a domain of others": (Target(host="nas.example.com"), ""),
    "a name in a domain of the lab": (Target(host="pve.lab.org"), "pve"),
    "a path of a name": (Target(url="https://home.lab.org/pics/a"), "photos"),
    "another path of it": (Target(url="https://home.lab.org/wiki"), "wiki"),
    "a path that begins alike": (Target(url="https://home.lab.org/pictures"), ""),
    "a container of a Docker host": (Target(container="wiki", host="pve.lan"), "wiki-2"),
    "a Docker host without it": (Target(container="immich_db", host="pve"), ""),
    "what is retired": (Target(name="old", host="old"), ""),
    "what a person said": (Target(host="10.9.9.9", port=80, name="Wiki"), "files"),
    "what a person said of one that is removed": (Target(url="https://left.lab.org"), ""),
    "an URL that is none": (Target(url="http://[::1"), ""),
    "nothing": (Target(), ""),
}


@pytest.fixture(scope="module")
def lab() -> Addresses:
    return Addresses(SYSTEMS, LOCATED, WHOSE, ROUTES)


@each_row("case", MEANS)
def test_a_target_means(case: str, lab: Addresses) -> None:
    target, ids = MEANS[case]
    assert lab.ids_of(target) == set(ids.split())


def test_of_several_containers_the_one_on_the_host_of_the_file(lab: Addresses) -> None:
    assert lab.ids_of(Target(container="wiki"), "pve") == {"wiki-2"}
    assert lab.ids_of(Target(container="wiki"), "elsewhere") == {"wiki", "wiki-2"}


def test_the_name_of_a_container_means_nothing_on_another_host(lab: Addresses) -> None:
    target = Target(host="immich_server", port=3001)
    assert lab.ids_of(target) == lab.ids_of(target, "nas") == {"photos"}
    assert lab.ids_of(target, "pve") == set()
    assert lab.ids_of(Target(host="10.0.0.8", port=80), "nas") == {"films"}


def test_localhost_is_the_host_of_the_file(lab: Addresses) -> None:
    target = Target(host="localhost", port=8080)
    assert (lab.ids_of(target, "pve"), lab.ids_of(target)) == ({"wiki-2"}, set())
    assert lab.ids_of(Target(url="http://127.0.0.1:9100"), "nas") == {"nas"}


LABELS = {
    "https://x.org/a": Target(url="https://x.org/a", name="X", host="x.org"),
    "nas:/data": Target(host="nas", port=22, path="/data"),
    "nas:9100": Target(host="nas", port=9100, container="c"),
    "wiki": Target(container="wiki", name="Wiki"),
    "guest 101": Target(guest="101", name="files"),
    "Files": Target(name="Files"),
}


@each_row("label", LABELS)
def test_the_label_of_a_target(label: str) -> None:
    assert label_of(LABELS[label]) == label


def test_a_path_is_called_by_its_host_too() -> None:
    assert label_of(Target(path="/srv/data"), "nas") == "nas:/srv/data"
    said = Addresses(SYSTEMS, (), {"nas:/srv/data": "files"})
    assert said.ids_of(Target(path="/srv/data"), "nas") == {"files"}
    assert said.ids_of(Target(path="/srv/data"), "pve") == set()


# --- the data that paths cover

DATA = (
    Located(
        app(
            part("server", mounts="/srv/photos/library:/data /etc/localtime:/etc/localtime"),
            part("db", container="immich_db", mounts="/srv/photos/db:/var/lib/postgresql"),
        ),
        "photos",
        "nas",
    ),
    Located(app(part("wiki", mounts="/srv/wiki:/data :/cache")), "wiki", "nas"),
    Located(app(part("wiki", mounts="/srv/wiki:/data")), "wiki-2", "pve"),
    Located(app(part("dockge", mounts="/:/host /var/run/docker.sock:/s.sock")), "files", "nas"),
)

VOLUME = "what it keeps at /cache"
COVERS: dict[str, tuple[Sequence[str], dict[str, set[str]], dict[str, list[str]], list[str]]] = {
    "whole": (["/srv/photos"], {}, {"photos": []}, []),
    "two paths": (["/srv/photos/library", "/srv/photos/db"], {}, {"photos": []}, []),
    "in part": (["/srv/photos/db"], {}, {"photos": ["/srv/photos/library"]}, []),
    "a folder of it": (["/srv/photos/db/base"], {}, {
        "photos": ["/srv/photos/library", "/srv/photos/db"],
    }, []),
    "a dumped database": (
        ["/srv/photos/library"], {"photos": {"immich_db"}}, {"photos": []}, [],
    ),
    "only a dump": ([], {"photos": {"immich_db"}}, {"photos": ["/srv/photos/library"]}, []),
    "without its volume": (["/srv/wiki"], {}, {"wiki": [VOLUME]}, []),
    "with all volumes": (["/srv/wiki", "/var/lib/docker"], {}, {"wiki": []}, []),
    "everything": (["/"], {}, {"photos": [], "wiki": []}, []),
    "a path of nothing": (["/home"], {}, {}, ["/home"]),
    "names that begin alike": (["/srv/photo", "/srv/wikis"], {}, {}, ["/srv/photo", "/srv/wikis"]),
    "folders of the machine": (["/etc"], {}, {}, ["/etc"]),
}  # fmt: skip


@each_row("case", COVERS)
def test_paths_cover(case: str) -> None:
    paths, dumped, covered, idle = COVERS[case]
    found = Addresses(SYSTEMS, DATA, {}).mounts.covered(paths, dumped, "nas")
    assert found == (covered, idle)


@each_row(
    ("pattern", "photos"),
    [
        ("/srv/photos/db", ["/srv/photos/db"]),
        ("/srv/*/db", ["/srv/photos/db"]),
        ("*/db", ["/srv/photos/db"]),
        ("db", ["/srv/photos/db"]),
        ("photos", None),
        ("/srv/photos", None),
        ("/srv/photos/db/cache", []),
        ("/srv/photos/db/pg_log", []),
        ("/srv/photos/library/blog", ["/srv/photos/library/blog"]),
        ("/srv/photos/library/anna", ["/srv/photos/library/anna"]),
        ("/srv/photo", []),
        ("srv/photos", []),
    ],
)
def test_what_a_job_leaves_out_is_not_covered(pattern: str, photos: list[str] | None) -> None:
    covered, idle = Addresses(SYSTEMS, DATA, {}).mounts.covered(["/srv"], {}, "nas", [pattern])
    assert (covered.get("photos"), idle) == (photos, [])


def test_paths_on_no_known_host_cover_nothing_that_several_hosts_have() -> None:
    lab = Addresses(SYSTEMS, DATA, {})
    assert lab.mounts.covered(["/srv/wiki"], {}, None) == ({}, ["/srv/wiki"])
    assert lab.mounts.covered(["/srv/photos"], {}, None) == ({"photos": []}, [])


def test_paths_of_a_container_are_those_of_its_mounts() -> None:
    backup = part(
        "borg", mounts="/opt/borg:/etc/borgmatic.d /srv:/mnt/source:ro".replace(":ro", "")
    )
    lab = Addresses(SYSTEMS, (Located(app(backup), "files", "nas"), *DATA), {})
    own, other = "/opt/borg/config.yaml", "/etc/borgmatic/config.yaml"
    assert lab.mounts.outside("/mnt/source/wiki", own) == "/srv/wiki"
    assert lab.mounts.outside("/mnt/elsewhere", own) == "/mnt/elsewhere"
    assert lab.mounts.outside("/mnt/source/wiki", other) == "/mnt/source/wiki"
