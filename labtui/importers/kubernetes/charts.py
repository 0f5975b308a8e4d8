"""Folders of Helm charts: those that configure other charts are apps; templates are not read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from labtui.importers.files import GivenFile, UnreadableError
from labtui.importers.kubernetes.contents import Found, take_values
from labtui.importers.kubernetes.manifests import Manifest
from labtui.importers.kubernetes.shapes import mapping, mappings, text
from labtui.importers.trees import document

CHART = "Chart.yaml"
"""The file of a chart."""

_VALUES = "values.yaml"
_INSIDE = frozenset({"templates", "charts", "crds", "ci"})


@dataclass(slots=True)
class Chart:
    """A folder with a chart."""

    folder: str
    file: GivenFile
    values: GivenFile | None = None
    has_templates: bool = False


@dataclass(slots=True)
class Charts:
    """The charts below one given folder."""

    by_folder: dict[str, Chart] = field(default_factory=dict)

    def add(self, file: GivenFile) -> bool:
        """Take a file of a chart in; False if it is of none.

        Files have to come in order: those of a folder before those of the folders in it.
        """
        folder, name = posixpath.split(file.name)
        if name == CHART:
            if self._around(folder) is None:
                self.by_folder[folder] = Chart(folder, file)
            return True
        chart = self.by_folder.get(folder)
        if chart is not None and name.startswith("values"):
            if name == _VALUES:
                chart.values = file
            return True
        around = self._around(folder)
        if around is not None:
            around.has_templates = True
        return around is not None

    def _around(self, folder: str) -> Chart | None:
        """Give the chart that a folder is inside of."""
        while folder:
            folder, name = posixpath.split(folder)
            if name in _INSIDE and folder in self.by_folder:
                return self.by_folder[folder]
        return None

    def found(self) -> Iterator[tuple[Chart, Found | None, str]]:
        """Give each chart with the app that it is, or the reason why it is none."""
        for chart in self.by_folder.values():
            try:
                found = _read(chart)
            except UnreadableError as error:
                yield chart, None, str(error)
            else:
                reason = "" if found else "a Helm chart, whose templates are not filled in"
                yield chart, found, reason


def _read(chart: Chart) -> Found | None:
    """Read a chart that only configures others; None for another one."""
    tree = mapping(document(chart.file.read()))
    others = mappings(tree, "dependencies")
    if not others or text(tree.get("type")) == "library":
        return None
    name = posixpath.basename(chart.folder) or text(tree.get("name"))
    manifest = Manifest("HelmChart", name, "", tree, chart.file.name, chart.file.root)
    names = (f"{text(one.get('name'))} {text(one.get('version'))}".strip() for one in others[:1])
    found = Found("HelmChart", name, "", manifest, group=name, chart=next(names, ""))
    values = mapping(document(chart.values.read())) if chart.values else {}
    for one in others[:1]:
        take_values(found, values.get(text(one.get("alias")) or text(one.get("name"))))
    return found
