"""Documents for tests."""

import tomllib
from datetime import datetime, time
from typing import Any

from labtui.data.inventory.document import Document

LAB = """\
# My lab. Edited by hand and by labtui; comments stay.
schema = 1

# --- lab -----------------------------------------------------------------
[[systems]]
id = "pve-cluster"
name = "Proxmox mini-cluster (3 nodes)"
backs_up_to = ["pbs"]
[systems.owners]   # everything down to the power cord
hardware = "you"
os = "you"
[systems.evidence]
patched = 2026-11-02
wipeable = true
[[systems.history]]
date = 2026-10-04
event = "experiment"
note = "killed one node during a live migration"

[[systems]]
id = "zoltan"
name = "Zoltan!"
owners = { hardware = "you", os = "you", application = "you" }
evidence = { wipeable = true, patched = "never" }

# --- services ------------------------------------------------------------
[[systems]]
id = "vaultwarden"
name = "Vaultwarden"
runs_on = "synology"             # move it to pve-cluster and the lab is production in denial
relied_on_for = ["authentication"]
url = "https://vault.home.example"
"""


def parsed(text: str) -> Document:
    document = Document.parse(text.encode())
    assert document.read_only_reason is None, document.read_only_reason
    return document


def refused(text: str | bytes) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document = Document.parse(data)
    assert document.read_only_reason is not None
    assert document.data == data
    return document


def one(body: str) -> Document:
    """A document of one system with this text below its id, and another system after it."""
    return parsed(f'[[systems]]\nid = "a"\n{body}\n[[systems]]\nid = "b"\n')


def body_of(document: Document) -> str:
    """The text `one` put into the first system, as it is now."""
    text = document.systems[0].text
    assert text.startswith('[[systems]]\nid = "a"\n')
    return text.removeprefix('[[systems]]\nid = "a"\n').removesuffix("\n")


def meaning(data: bytes) -> Any:
    return tomllib.loads(data.removeprefix(b"\xef\xbb\xbf").decode())


def typed(value: object) -> object:
    """A value in a form which compares by type as well: True is not 1, nan is nan."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    if isinstance(value, datetime | time):
        return type(value).__name__, value.isoformat()
    return type(value).__name__, repr(value)
