"""What a new system can start from (interface, templates)."""

from typing import NamedTuple

from labtui.data.framework.layers import LAYERS, Layer, LayerAnswer
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.data.framework.systems import Purpose


class Template(NamedTuple):
    """The facts a new system starts with."""

    label: str
    owners: dict[Layer, LayerAnswer]
    purpose: Purpose | None


_OWNERS: dict[str, LayerAnswer] = {
    "y": "you",
    "s": "shared",
    "p": "provider",
    "-": NOT_APPLICABLE,
}


def _template(label: str, owners: str, purpose: Purpose | None = None) -> Template:
    spelled = [_OWNERS[letter] for letter in owners.replace(" ", "")]
    return Template(label, dict(zip(LAYERS, spelled, strict=True)), purpose)


TEMPLATES = {
    # One letter a layer, hardware to access: y you, s shared, p provider, - not applicable.
    "saas": _template("Software as a service", "ppppp ppppp py"),
    "platform": _template("Managed platform", "ppppp yyppp sy"),
    "vps": _template("VPS or cloud VM", "pppyy yyyyy yy"),
    "lab": _template("Lab: built to learn", "yyyyy yyyyy yy", "learning"),
    "home-server": _template("Home server: built to enjoy", "yyyyy yyyyy yy", "entertainment"),
    "production": _template("Production at home: built to last", "yyyyy yyyyy yy", "reliability"),
    "appliance": _template("Appliance: a router or NAS with its maker's system", "yy-sy ysyyy yy"),
    "device": _template("Device without an operating system, such as a UPS", "y---- ---yy y-"),
}
"""The templates by the name people type."""


class Place(NamedTuple):
    """Where a system can be that does not run on another one of the inventory."""

    letter: str
    """The key that answers with it."""
    words: str
    meaning: str


PLACES = {
    "lab": Place("h", "my own hardware", "you run what is on it"),
    "appliance": Place("a", "an appliance of mine", "a router, a NAS as sold"),
    "device": Place("t", "a thing without a system", "a UPS, a disk"),
    "vps": Place("r", "rented", "a VPS, a cloud VM"),
    "platform": Place("m", "a managed platform", "its application is yours"),
    "saas": Place("s", "someone else's service", "SaaS: you have an account"),
}
"""The answers to where a system is, by the templates whose owners they state."""
