"""Services joined and split as a person decided: whatever the apps, nothing is lost or made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.importers.compose.services import (
    has_access_to_host,
    joining_view,
    part_of,
    url_of,
)
from labtui.importers.containers import Container, Place, things_of
from labtui.importers.found import THE_HOST, Thing
from labtui.importing.grouping import regrouped
from tests.importing.findings import app

PATH = "shop/compose.yml"
NAMES = ("server", "db", "shop-worker", "vpn", "proxy", "stats")
IMAGES = ("x/shop", "x/shop-worker", "postgres", "redis", "qmcgaw/gluetun", "nginx", "y/stats")


@st.composite
def projects(draw: st.DrawFn) -> list[Thing]:
    """The things of a project whose services use each other in every way that files know."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    others = st.lists(st.sampled_from(names), unique=True, max_size=2)
    trees: dict[str, Any] = {}
    for name in names:
        tree = trees[name] = {"image": draw(st.sampled_from(IMAGES))}
        for key in ("depends_on", "links", "volumes_from"):
            tree[key] = [other for other in draw(others) if other != name]
        tree["environment"] = {"HOST": draw(st.sampled_from(names))}
        tree["ports"] = draw(st.sampled_from(([], ["80:80"])))
        tree["volumes"] = draw(st.sampled_from(([], ["data:/d"], ["/run/docker.sock:/s"])))
        tree["labels"] = draw(st.sampled_from(({}, {"homepage.href": f"http://{name}"})))
    by_name = {name: name for name in names}
    containers = [
        Container(
            part_of(name, tree, PATH),
            joining_view(name, tree, PATH, by_name, frozenset()),
            url_of(tree),
            has_access_to_host(tree),
        )
        for name, tree in trees.items()
    ]
    return things_of(containers, Place(PATH, Path("/srv"), "shop"))


@settings(max_examples=60)
@given(projects(), st.data())
def test_an_app_is_what_its_services_are(things: list[Thing], data: st.DataObject) -> None:
    services = {part.service: part for thing in things for part in thing.parts}
    mains = {part.service: thing.main for thing in things for part in thing.parts}
    decided = {
        (PATH, name): data.draw(st.sampled_from(sorted(services)), label=name) for name in services
    }
    for apps in (things, regrouped(things, decided)):
        home = {f"{PATH}#{part.service}": one.ref for one in apps for part in one.parts}
        assert home.keys() == {f"{PATH}#{name}" for name in services}
        for one in apps:
            assert one.main == one.parts[0].service
            needs = {home[ref] for part in one.parts for ref in part.needs}
            assert set(one.depends_on) == needs - {one.ref}
            assert bool(one.access_to) == any(part.access_to for part in one.parts)
            named = {f"{PATH}#{other}" for part in one.parts for other in part.depends_on}
            assert {home[ref] for ref in named} <= needs
    split = regrouped(things, {(PATH, name): name for name in services})
    assert len(split) == len(services)
    assert regrouped(split, {(PATH, name): main for name, main in mains.items()}) == things


def test_what_is_not_regrouped_stays_as_it_is_and_follows_the_others() -> None:
    things = [
        app(
            "shop>db,cache db cache", name="shop", access_to=(THE_HOST,), facts={"url": "http://x"}
        ),
        app("wiki", depends_on=("media/compose.yml#cache", "far/c.yml#far"), name="Our wiki"),
        app("far", "far/c.yml", facts={"tags": ("mine",)}),
    ]
    shop, cache, wiki, far = regrouped(things, {("media/compose.yml", "cache"): "cache"})
    assert (shop.depends_on, shop.access_to, shop.facts["url"]) == (
        (cache.ref,),
        (THE_HOST,),
        "http://x",
    )
    assert (cache.name, cache.access_to, cache.facts) == (
        "shop-cache",
        (),
        {"description": "cache:1"},
    )
    assert (wiki.name, wiki.depends_on) == ("Our wiki", (cache.ref, far.ref))
    assert far == things[2]


def test_joined_services_bring_what_they_need_and_have_access_to() -> None:
    things = [
        app("x"),
        app("portainer", access_to=(THE_HOST,), depends_on=("media/compose.yml#db",)),
    ]
    (joined, db) = regrouped([*things, app("db")], {("media/compose.yml", "portainer"): "x"})
    assert (joined.main, joined.access_to, joined.depends_on) == ("x", (THE_HOST,), (db.ref,))
