"""Three versions of an inventory made one: what is kept, what is asked, what the laws are."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.inventory.conflicts import Conflict, Resolution
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.inventory.markers import with_markers
from labtui.data.inventory.merge import merge
from labtui.data.toml.syntax import comments
from labtui.data.toml.values import MISSING
from labtui.errors import DocumentError
from tests.data.generate import drop, labs, put
from tests.data.inventory.strategies import FUZZ
from tests.data.labs import Raw
from tests.rows import each_row

BASE = """\
# My lab
schema = 1

# the first
[[systems]]
id = "a"
name = "A"  # so called
purpose = "learning"
changed = 2026-01-01
tags = ["one"]

[[systems]]
id = "b"
name = "B"
owners = { os = "you" }
[[systems.history]]
date = 2026-01-01
event = "added"
"""


def doc(text: str) -> Document:
    return Document.parse(text.encode())


BOTH_FROM = doc(BASE)


def said(document: Document) -> dict[str, Raw]:
    """The systems of a document by id."""
    assert document.read_only_reason is None
    assert tomllib.loads(document.data.decode().removeprefix("\ufeff")) is not None
    return {block.raw["id"]: block.raw for block in document.systems}


def merged(ours: Document, theirs: Document, base: Document = BOTH_FROM) -> Document:
    """What comes of a merge with nothing to decide."""
    found = merge(base, ours, theirs)
    assert found.conflicts == ()
    return found.document


class TestWhatAlwaysMerges:
    def test_nothing_new_on_one_side_gives_the_other_as_it_is(self) -> None:
        other = BOTH_FROM.edit(0, {"name": "AA"})
        assert merged(other, BOTH_FROM) is other
        assert merged(BOTH_FROM, other) is other
        assert merged(other, doc(other.data.decode())) is other

    def test_different_facts_of_one_system(self) -> None:
        ours = BOTH_FROM.edit(0, {"exposure": "lan", "owners.os": "you"})
        theirs = BOTH_FROM.edit(0, {"purpose": "reliability", "tags": REMOVED})
        both = ours.edit(0, {"purpose": "reliability", "tags": REMOVED})
        assert said(merged(ours, theirs)) == said(both)
        assert "# so called" in merged(ours, theirs).data.decode()

    def test_one_table_given_by_both_where_there_was_none(self) -> None:
        ours = BOTH_FROM.edit(0, {"owners.os": "you"})
        theirs = BOTH_FROM.edit(0, {"owners.hardware": "you"})
        assert said(merged(ours, theirs))["a"]["owners"] == {"os": "you", "hardware": "you"}

    def test_a_table_emptied_by_both_goes(self) -> None:
        ours = BOTH_FROM.edit(1, {"owners.os": REMOVED, "name": "BB"})
        theirs = BOTH_FROM.edit(1, {"owners": REMOVED})
        assert said(merged(ours, theirs))["b"].get("owners", {}) == {}

    def test_the_dates_labtui_keeps_are_the_later_ones(self) -> None:
        ours = BOTH_FROM.edit(0, {"exposure": "lan", "changed": date(2026, 3, 1)})
        theirs = BOTH_FROM.edit(0, {"purpose": "reliability", "changed": date(2026, 2, 1)})
        for one, other in ((ours, theirs), (theirs, ours)):
            assert said(merged(one, other))["a"]["changed"] == date(2026, 3, 1)

    def test_what_both_wrote_alike_is_no_conflict(self) -> None:
        ours = BOTH_FROM.edit(0, {"exposure": "lan", "name": "AA"})
        theirs = BOTH_FROM.edit(0, {"exposure": "lan"})
        assert said(merged(ours, theirs))["a"]["exposure"] == "lan"

    def test_both_histories_are_kept_and_what_one_took_away_goes(self) -> None:
        def event(name: str) -> Raw:
            return {"date": date(2026, 2, 2), "event": name}

        ours = BOTH_FROM.add_event(1, "history", event("rebuilt"))
        theirs = BOTH_FROM.add_event(1, "history", event("incident"))
        events = [e["event"] for e in said(merged(ours, theirs))["b"]["history"]]
        assert events == ["added", "incident", "rebuilt"]
        alike = BOTH_FROM.edit(1, {"name": "BB"}).add_event(1, "history", event("rebuilt"))
        assert len(said(merged(ours, alike))["b"]["history"]) == 2
        less = BOTH_FROM.edit(1, {"history": REMOVED})
        events = [e["event"] for e in said(merged(less, theirs))["b"]["history"]]
        assert events == ["incident"]

    @each_row(
        ("base", "ours", "theirs", "both"),
        [
            (["a"], ["a", "b"], ["c", "a"], ["c", "a", "b"]),
            (["a", "b"], ["b"], ["a", "b", "c"], ["b", "c"]),
            (
                ["a", "b", "c"],
                ["a", "x", "b", "c"],
                ["a", "b", "c", "y"],
                ["a", "x", "b", "c", "y"],
            ),
            (["a", "b", "c"], ["b", "c"], ["a", "b"], ["b"]),
            (["a", "b"], ["a", "x"], ["a", "y"], ["a", "x", "y"]),
            (["a"], ["x"], ["y"], ["y", "x"]),
            (None, ["x", "z"], ["y"], ["y", "x", "z"]),
            ([], ["x"], ["y", "x"], ["y", "x"]),
            (["a", "b", "c"], ["c", "b", "a"], ["a", "b", "c", "d"], ["c", "d", "b", "a"]),
            (["a", "b"], ["a", "b", "n"], ["b", "a"], ["b", "n", "a"]),
            (["a", "a", "b"], ["a", "b"], ["a", "a", "b", "c"], ["a", "b", "c"]),
        ],
    )
    def test_lists_are_merged_by_element_as_sets_in_order(
        self, base: list[str] | None, ours: list[str], theirs: list[str], both: list[str]
    ) -> None:
        was = REMOVED if base is None else base
        start = BOTH_FROM.edit(0, {"tags": was, "used_by": was})
        sides = [start.edit(0, {"tags": tags, "used_by": tags}) for tags in (ours, theirs)]
        assert said(merged(*sides, start))["a"]["tags"] == both
        assert set(said(merged(*reversed(sides), start))["a"]["used_by"]) == set(both)

    def test_comments_of_elements_stay_in_a_merge(self) -> None:
        base = doc(BASE.replace('["one"]', '[\n  "one", # 1\n  "two", # 2\n]'))
        ours = base.edit(0, {"tags": ["one", "two", "three"]})
        theirs = base.edit(0, {"tags": ["two"]})
        expected = 'tags = [\n  "two", # 2\n  "three",\n]\n'
        for one, other in ((ours, theirs), (theirs, ours)):
            assert expected in merged(one, other, base).data.decode()

    def test_a_footer_stays_last_where_both_added_a_system(self) -> None:
        base = doc(BASE + "\n# vim: ft=toml\n")
        ours, theirs = base.append({"id": "c"}), base.append({"id": "d"})
        text = merged(ours, theirs, base).data.decode()
        assert text.endswith('[[systems]]\nid = "c"\n\n[[systems]]\nid = "d"\n\n# vim: ft=toml\n')
        assert "\n\n\n" not in text
        noted = doc(ours.data.decode() + "# ours\n")
        changed = doc(theirs.data.decode().replace("# vim", "# theirs\n# vim"))
        assert merged(noted, theirs, base).data.endswith(b"\n\n# vim: ft=toml\n# ours\n")
        both = merged(noted, changed, base).data
        assert both.endswith(b"\n\n# theirs\n# vim: ft=toml\n# ours\n")
        assert merged(changed, noted, base).data.count(b"# theirs") == 1

    def test_a_footer_is_kept_by_one_that_has_no_systems_and_no_last_newline(self) -> None:
        base = doc("schema = 1\n\n# vim: ft=toml")
        ours, theirs = base.append({"id": "c"}), base.append({"id": "d"})
        text = merged(ours, theirs, base).data.decode()
        assert text.startswith("schema = 1\n\n[[systems]]")
        assert text.endswith("\n\n# vim: ft=toml")

    def test_a_system_is_added_above_the_marker_of_the_next_group(self) -> None:
        base = doc(BASE.replace('[[systems]]\nid = "b"', '# --- more ---\n\n[[systems]]\nid = "b"'))
        added = '[[systems]]\nid = "c"\n\n'
        ours = doc(base.data.decode().replace("# --- more", f"{added}# --- more"))
        text = merged(ours, base.edit(0, {"name": "AA"}), base).data.decode()
        assert f'tags = ["one"]\n\n{added}# --- more ---\n\n[[systems]]\nid = "b"' in text

    def test_systems_added_by_both_stand_where_they_were_put(self) -> None:
        ours = BOTH_FROM.append({"id": "c", "name": "C"})
        head = '[[systems]]\nid = "z"\nname = "Z"\n'
        theirs = doc(BASE.replace("# the first", f"{head}\n# the first"))
        assert list(said(merged(ours, theirs))) == ["z", "a", "b", "c"]
        assert list(said(merged(theirs, ours))) == ["z", "a", "b", "c"]
        both = merged(ours, BOTH_FROM.append({"id": "d", "name": "D"}))
        assert list(said(both)) == ["a", "b", "c", "d"]
        assert both.data.decode().endswith(
            'event = "added"\n\n[[systems]]\nid = "c"\nname = "C"\n\n'
            '[[systems]]\nid = "d"\nname = "D"\n'
        )

    def test_added_where_the_file_ends_without_a_newline(self) -> None:
        base = doc(BASE.rstrip("\n"))
        ours = doc(BASE + '\n[[systems]]\nid = "c"\nname = "C"')
        theirs = base.edit(0, {"name": "AA"})
        both = merged(ours, theirs, base)
        assert list(said(both)) == ["a", "b", "c"]
        assert said(both)["a"]["name"] == "AA"
        theirs = doc(BASE.replace('name = "B"', 'name = "BB"').rstrip("\n"))
        assert list(said(merged(ours, theirs, base))) == ["a", "b", "c"]

    def test_added_above_another_where_the_file_ends_without_a_newline(self) -> None:
        ours = doc(BASE + '\n[[systems]]\nid = "c"')
        text = merged(ours, BOTH_FROM.append({"id": "z"})).data.decode()
        assert text.endswith('[[systems]]\nid = "c"\n\n[[systems]]\nid = "z"\n')

    def test_a_system_removed_by_one_and_left_alone_by_the_other_goes(self) -> None:
        ours = BOTH_FROM.remove(0)
        theirs = BOTH_FROM.edit(1, {"name": "BB"})
        assert list(said(merged(ours, theirs))) == ["b"]
        assert list(said(merged(theirs, ours))) == ["b"]
        assert list(said(merged(ours, BOTH_FROM.remove(1)))) == []

    def test_systems_of_one_id_are_told_apart_by_their_order(self) -> None:
        base = doc(BASE.replace('id = "b"', 'id = "a"'))
        ours, theirs = base.edit(0, {"name": "first"}), base.edit(1, {"name": "second"})
        names = [block.raw["name"] for block in merged(ours, theirs, base).systems]
        assert names == ["first", "second"]

    def test_settings_by_fact(self) -> None:
        ours = BOTH_FROM.edit_top({"settings.review_days": 90})
        theirs = BOTH_FROM.edit_top({"settings.patch_days": 9}).edit(0, {"name": "AA"})
        both = merged(ours, theirs)
        assert both.top["settings"] == {"review_days": 90, "patch_days": 9}
        assert merged(ours, BOTH_FROM.edit(0, {"name": "AA"})).top["settings"] == {
            "review_days": 90
        }


class TestWhatIsWrittenByHand:
    def test_a_block_one_side_alone_changed_keeps_its_bytes(self) -> None:
        by_hand = BASE.replace('name = "B"', "# a note of mine\nname   =  'B'")
        ours, theirs = doc(by_hand), BOTH_FROM.edit(0, {"name": "AA"})
        for one, other in ((ours, theirs), (theirs, ours)):
            text = merged(one, other).data.decode()
            assert "# a note of mine\nname   =  'B'" in text
            assert 'name = "AA"  # so called' in text

    def test_comments_of_both_stay_where_both_changed_a_block(self) -> None:
        ours = doc(BASE.replace('name = "A"', '# ours\nname = "A"').replace("learning", "x"))
        theirs = doc(BASE.replace("tags", "# theirs\ntags"))
        for one, other in ((ours, theirs), (theirs, ours)):
            both = merged(one, other)
            assert {"# ours", "# theirs"} <= set(comments(both.data.decode()))
            assert said(both)["a"]["purpose"] == "x"

    def test_what_one_wrote_by_hand_stays_where_it_is(self) -> None:
        by_hand = doc(
            BASE.replace('tags = ["one"]', '# ours\ntags   =   ["one"] # why').replace(
                '"A"  # so called', '"AA"  # so called'
            )
        )
        facts = BOTH_FROM.edit(0, {"purpose": "x", "tags": ["one", "two"]})
        for one, other in ((by_hand, facts), (facts, by_hand)):
            text = merged(one, other).data.decode()
            assert (
                'name = "AA"  # so called\npurpose = "x"\nchanged = 2026-01-01\n'
                '# ours\ntags   =   ["one", "two"] # why\n'
            ) in text

    def test_comments_added_to_a_system_the_other_removed_stay(self) -> None:
        noted = doc(BASE + "\n# === production: do not touch ===\n")
        for end in ("\n", "\r\n"):
            with_ends = doc(noted.data.decode().replace("\n", end))
            for one, other in ((BOTH_FROM.remove(1), with_ends), (with_ends, BOTH_FROM.remove(1))):
                both = merged(one, other)
                assert list(said(both)) == ["a"]
                assert comments(both.data.decode())[-1] == "# === production: do not touch ==="

    def test_comments_outside_of_systems_stay(self) -> None:
        ours = doc(BASE.replace("# My lab", "# My lab\n# ours"))
        theirs = doc(BASE.replace("# My lab", "# My lab\n# theirs"))
        both = merged(ours, theirs)
        assert {"# My lab", "# ours", "# theirs"} <= set(comments(both.data.decode()))

    def test_lines_end_as_in_the_file_it_goes_to(self) -> None:
        base = doc("\ufeff" + BASE.replace("\n", "\r\n"))
        ours = base.append({"id": "c", "name": "C"})
        theirs = base.append({"id": "d", "name": "D"}).edit(0, {"name": "AA"})
        data = merged(ours, theirs, base).data
        assert data.startswith(b"\xef\xbb\xbf# My lab\r\n")
        assert data.count(b"\n") == data.count(b"\r\n")

    def test_one_side_turned_all_newlines(self) -> None:
        ours = BOTH_FROM.edit(0, {"name": "AA"}).append({"id": "c", "name": "C"})
        theirs = doc(BASE.replace("\n", "\r\n"))
        data = merged(ours, theirs).data
        assert data.count(b"\n") == data.count(b"\r\n")
        assert said(Document.parse(data)) == said(ours)
        added = doc(BASE.replace("\n", "\r\n")).edit(0, {"exposure": "lan"})
        commented = doc(BASE.replace('name = "A"', '# ours\nname = "AA"'))
        data = merged(commented, added).data
        assert b"# ours\r\n" in data
        assert data.count(b"\n") == data.count(b"\r\n")


class TestConflicts:
    OURS = BOTH_FROM.edit(0, {"purpose": "reliability", "name": "AA"})
    THEIRS = BOTH_FROM.edit(0, {"purpose": "convenience", "exposure": "lan"})

    def test_one_fact_two_values(self) -> None:
        found = merge(BOTH_FROM, self.OURS, self.THEIRS)
        conflict = Conflict("a", ("purpose",), "learning", "reliability", "convenience")
        assert found.conflicts == (conflict,)
        assert conflict.name == "purpose"
        assert conflict.where == "purpose of a"
        assert conflict.both is None
        a = said(found.document)["a"]
        assert (a["purpose"], a["name"], a["exposure"]) == ("convenience", "AA", "lan")
        preferred = merge(BOTH_FROM, self.OURS, self.THEIRS, prefer="ours")
        assert said(preferred.document)["a"]["purpose"] == "reliability"

    @each_row(("choice", "value"), [("ours", "reliability"), ("theirs", "convenience")])
    def test_resolutions(self, choice: Any, value: str) -> None:
        (conflict,) = merge(BOTH_FROM, self.OURS, self.THEIRS).conflicts
        found = merge(BOTH_FROM, self.OURS, self.THEIRS, resolutions=[Resolution(conflict, choice)])
        assert found.conflicts == ()
        assert said(found.document)["a"]["purpose"] == value

    def test_another_value_meanwhile_is_a_new_conflict(self) -> None:
        (conflict,) = merge(BOTH_FROM, self.OURS, self.THEIRS).conflicts
        theirs = self.THEIRS.edit(0, {"purpose": "entertainment"})
        found = merge(BOTH_FROM, self.OURS, theirs, resolutions=[Resolution(conflict, "ours")])
        assert [c.theirs for c in found.conflicts] == ["entertainment"]

    def test_both_are_kept_where_there_is_room(self) -> None:
        ours = BOTH_FROM.edit(0, {"tags": [], "notes": "mine"})
        theirs = BOTH_FROM.edit(0, {"tags": ["three", "one"], "notes": "theirs"})
        conflicts = merge(BOTH_FROM, ours, theirs).conflicts
        found = merge(
            BOTH_FROM, ours, theirs, resolutions=[Resolution(c, "both") for c in conflicts]
        )
        a = said(found.document)["a"]
        assert a["tags"] == ["three", "one"]
        assert a["notes"] == "theirs\nmine"

    def test_removed_by_one_and_changed_by_the_other(self) -> None:
        gone, changed = BOTH_FROM.remove(1), BOTH_FROM.edit(1, {"name": "BB"})
        found = merge(BOTH_FROM, gone, changed)
        (conflict,) = found.conflicts
        assert (conflict.id, conflict.key, conflict.ours) == ("b", (), MISSING)
        assert conflict.where == "b as a whole"
        assert list(said(found.document)) == ["a", "b"]
        assert list(said(merge(BOTH_FROM, gone, changed, prefer="ours").document)) == ["a"]
        assert list(said(merge(BOTH_FROM, changed, gone).document)) == ["a"]
        assert list(said(merge(BOTH_FROM, changed, gone, prefer="ours").document)) == ["a", "b"]

    def test_a_fact_removed_by_one_and_changed_by_the_other(self) -> None:
        ours = BOTH_FROM.edit(1, {"owners": REMOVED})
        theirs = BOTH_FROM.edit(1, {"owners.os": "shared"})
        (conflict,) = merge(BOTH_FROM, ours, theirs).conflicts
        assert (conflict.name, conflict.ours, conflict.theirs) == ("owners.os", MISSING, "shared")

    def test_nowhere_is_an_answer(self) -> None:
        ours = BOTH_FROM.edit(0, {"backs_up_to": []})
        theirs = BOTH_FROM.edit(0, {"backs_up_to": ["b"]})
        assert [c.name for c in merge(BOTH_FROM, ours, theirs).conflicts] == ["backs_up_to"]

    @each_row(
        ("base", "ours", "theirs"),
        [
            (["a"], [], ["a", "b"]),
            (["a"], REMOVED, ["a", "b"]),
            (["a", "b"], ["a"], ["b"]),
            (["a"], ["a", "b"], "c"),
        ],
    )
    def test_lists_that_contradict_each_other(
        self, base: object, ours: object, theirs: object
    ) -> None:
        start = BOTH_FROM.edit(0, {"backs_up_to": base})
        for one, other in ((ours, theirs), (theirs, ours)):
            sides = [start.edit(0, {"backs_up_to": value}) for value in (one, other)]
            assert [c.name for c in merge(start, *sides).conflicts] == ["backs_up_to"]

    def test_a_list_that_labtui_does_not_know_is_one_value(self) -> None:
        start = BOTH_FROM.edit(0, {"ports": [1, 2]})
        sides = [start.edit(0, {"ports": ports}) for ports in ([1, 2, 2], [2, 1, 2])]
        assert [c.name for c in merge(start, *sides).conflicts] == ["ports"]

    def test_outside_of_systems(self) -> None:
        ours = BOTH_FROM.edit_top({"settings.review_days": 90})
        theirs = BOTH_FROM.edit_top({"settings.review_days": 30})
        (conflict,) = merge(BOTH_FROM, ours, theirs).conflicts
        assert (conflict.id, conflict.where) == (None, "settings.review_days")

    def test_the_same_system_added_twice(self) -> None:
        ours = BOTH_FROM.append({"id": "c", "name": "C", "kind": "vm"})
        theirs = BOTH_FROM.append({"id": "c", "name": "C", "kind": "app", "url": "x"})
        found = merge(BOTH_FROM, ours, theirs)
        assert [c.name for c in found.conflicts] == ["kind"]
        assert said(found.document)["c"]["url"] == "x"


class TestMarkers:
    def test_both_values_stand_between_markers(self) -> None:
        ours = BOTH_FROM.edit(0, {"purpose": "reliability"}).remove(1)
        theirs = BOTH_FROM.edit(0, {"purpose": "convenience"}).edit(1, {"name": "BB"})
        mine = merge(BOTH_FROM, ours, theirs, prefer="ours").document
        data = with_markers(mine, merge(BOTH_FROM, ours, theirs).document)
        text = data.decode()
        assert (
            'name = "A"  # so called\n<<<<<<< ours\npurpose = "reliability"\n=======\n'
            'purpose = "convenience"\n>>>>>>> theirs\nchanged'
        ) in text
        assert '<<<<<<< ours\n=======\n[[systems]]\nid = "b"\nname = "BB"\n' in text
        read_only_reason = Document.parse(data).read_only_reason
        assert read_only_reason is not None
        assert "two versions stand here" in read_only_reason.message

    def test_they_end_as_the_lines_of_the_file(self) -> None:
        base = doc('[[systems]]\r\nid = "a"\r\nname = "A"')
        ours, theirs = base.edit(0, {"name": "B"}), base.edit(0, {"name": "C"})
        mine = merge(base, ours, theirs, prefer="ours").document
        data = with_markers(mine, merge(base, ours, theirs).document)
        assert data.count(b"\n") == data.count(b"\r\n") == 7

    def test_at_the_end_of_a_file_without_a_newline(self) -> None:
        base = doc('\ufeff[[systems]]\nid = "a"\nname = "A"')
        ours, theirs = base.edit(0, {"name": "B"}), base.edit(0, {"name": "C"})
        mine = merge(base, ours, theirs, prefer="ours").document
        data = with_markers(mine, merge(base, ours, theirs).document)
        assert data.startswith(b"\xef\xbb\xbf[[systems]]")
        assert data.endswith(b'<<<<<<< ours\nname = "B"\n=======\nname = "C"\n>>>>>>> theirs\n')


class TestRefusals:
    def test_what_can_only_be_read_is_not_merged(self) -> None:
        with pytest.raises(DocumentError, match="line 1"):
            merge(BOTH_FROM, doc("x ="), BOTH_FROM)

    def test_what_cannot_stand_in_one_file_is_refused(self) -> None:
        ours = doc(BASE.replace("schema = 1", "schema = 1\nx.y = 1"))
        theirs = doc(BASE.replace("schema = 1", "schema = 1\n'a.b' = 1"))
        with pytest.raises(DocumentError, match="outside of systems"):
            merge(BOTH_FROM, theirs, ours)
        quoted = BOTH_FROM.edit(0, {"name": "AA"})
        assert merged(theirs, quoted).top["a.b"] == 1

    def test_what_would_be_too_large_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ours = BOTH_FROM.append({"id": "c", "name": "C"})
        theirs = BOTH_FROM.append({"id": "d", "name": "D"})
        monkeypatch.setattr("labtui.data.inventory.read_only.MAX_BYTES", len(ours.data))
        with pytest.raises(DocumentError, match="cannot be put together"):
            merge(BOTH_FROM, ours, theirs)


def _edited(document: Document, rng: Random, keys: list[str], added: str) -> tuple[Document, Raw]:
    """A document with some of these facts changed in each system, one system more, and the
    tables meant."""
    meant = {}
    for index, block in enumerate(document.systems):
        changes: dict[str, object] = {}
        raw = copy.deepcopy(block.raw)
        for key in keys:
            if rng.random() < 0.4:
                gone = rng.random() < 0.3
                changes[key] = REMOVED if gone else f"{added}{rng.randint(0, 9)}"
                drop(raw, key) if gone else put(raw, key, changes[key])
        document = document.edit(index, changes)
        meant[raw["id"]] = changes
    return document.append({"id": added, "name": added}), meant


@FUZZ
@given(raws=labs(), seed=st.integers(0, 2**32))
def test_edits_of_different_facts_always_merge(raws: list[Raw], seed: int) -> None:
    rng = Random(seed)
    base = Document.empty()
    for raw in raws:
        if raw["id"] not in {block.raw["id"] for block in base.systems}:
            base = base.append(raw)
    mine = ["name", "notes", "url", "owners.os", "smell_test.notes.own"]
    yours = ["description", "location", "owners.hardware", "teardown"]
    ours, our_changes = _edited(base, rng, mine, "mine")
    theirs, their_changes = _edited(base, rng, yours, "yours")
    found = merge(base, ours, theirs)
    assert found.conflicts == ()
    both = ours
    for index, block in enumerate(base.systems):
        both = both.edit(index, their_changes[block.raw["id"]])
    left = {id: _without_empty(raw) for id, raw in said(found.document).items() if id != "yours"}
    assert left == {id: _without_empty(raw) for id, raw in said(both).items()}
    assert "yours" in said(found.document)
    # Merging again changes nothing, and the other way round says the same.
    assert merge(ours, found.document, found.document).document is found.document
    other = merge(base, theirs, ours)
    assert said(other.document) == said(found.document)
    assert our_changes.keys() == their_changes.keys()


def _without_empty(raw: Raw) -> Raw:
    return {key: value for key, value in raw.items() if value != {}}
