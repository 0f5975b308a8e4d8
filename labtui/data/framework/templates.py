"""What a new system can start from (interface, templates)."""

from __future__ import annotations

from dataclasses import dataclass

from labtui.data.framework.layers import LAYERS


@dataclass(frozen=True, slots=True)
class Template:
    """What a new system starts with (interface, templates)."""

    label: str
    owners: dict[str, str]
    purpose: str | None


def _template(label: str, owners: str, purpose: str | None = None) -> Template:
    letters = {"y": "you", "s": "shared", "p": "provider"}
    spelled = [letters[letter] for letter in owners.replace(" ", "")]
    return Template(label, dict(zip(LAYERS, spelled, strict=True)), purpose)


TEMPLATES = {
    # One letter a layer, hardware to access: y you, s shared, p provider.
    "saas": _template("Software as a service", "ppppp ppppp py"),
    "platform": _template("Managed platform", "ppppp yyppp sy"),
    "vps": _template("VPS or cloud VM", "pppyy yyyyy yy"),
    "lab": _template("Lab: built to learn", "yyyyy yyyyy yy", "learning"),
    "home-server": _template("Home server: built to enjoy", "yyyyy yyyyy yy", "entertainment"),
    "production": _template("Production at home: built to last", "yyyyy yyyyy yy", "reliability"),
}
