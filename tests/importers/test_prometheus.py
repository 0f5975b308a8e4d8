"""What Prometheus scrapes and probes: the targets of jobs, in its file and beside it."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.found import Evidence, Finding, Options, Target
from labtui.importers.prometheus import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

CONFIG = """
    rule_files: [rules/*.yml]
    alerting: {alertmanagers: [{basic_auth: {password: hunter2}}]}
    scrape_configs:
      - job_name: prometheus
        static_configs: [{targets: ["localhost:9090"]}]
      - job_name: wiki
        basic_auth: {username: anna, password: hunter2}
        static_configs: [{targets: ["192.0.2.5:3000"], labels: {instance: nas, app: "{{ app }}"}}]
      - job_name: node
        static_configs:
          - {targets: ["nas.lan:9100"], labels: {instance: nas, service: exporter}}
          - targets: ["192.0.2.9:9100", "$HOST:9100", "{{ pi }}:9100"]
      - job_name: web
        metrics_path: /probe
        params: {module: [http_2xx]}
        static_configs: [{targets: ["https://anna:hunter2@photos.lan/x?key=hunter2", "sso.lan"]}]
        relabel_configs:
          - {source_labels: [__address__], target_label: __param_target}
          - {target_label: __address__, replacement: "blackbox:9115"}
      - job_name: names
        metrics_path: /probe
        params: {module: [dns], target: ["192.0.2.53"]}
        static_configs: [{targets: ["blackbox:9115"]}]
      - job_name: beside
        file_sd_configs: [{files: [/etc/prometheus/targets/*.json, targets/none.yml]}]
      - job_name: containers
        docker_sd_configs: [{host: unix:///var/run/docker.sock}]
"""
BESIDE = '[{"targets": ["db.lan:9187"], "labels": {"name": "database"}}, {"targets": ["x.lan:1"]}]'


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def about(evidence: list[Evidence]) -> dict[str, Target]:
    return {one.key: one.targets[0] for one in evidence}


def test_each_target_with_what_its_labels_and_its_job_call_it(tmp_path: Path) -> None:
    finding = read(tmp_path, {"prometheus.yml": CONFIG, "targets/a.json": BESIDE})
    assert about(finding.evidence) == {
        "job prometheus target localhost:9090": Target("prometheus", port=9090),
        "job wiki target 192.0.2.5:3000": Target("wiki", "", "192.0.2.5", 3000),
        "job node target nas.lan:9100": Target("nas", "", "nas.lan", 9100),
        "job node target 192.0.2.9:9100": Target("", "", "192.0.2.9", 9100),
        "job web target https://photos.lan/x": Target("", "https://photos.lan/x", "photos.lan"),
        "job web target sso.lan": Target("", "", "sso.lan"),
        "job names target 192.0.2.53": Target("", "", "192.0.2.53"),
        "job beside target db.lan:9187": Target("database", "", "db.lan", 9187),
        "job beside target x.lan:1": Target("", "", "x.lan", 1),
    }
    assert [one.path for one in finding.evidence].count("targets/a.json") == 2
    assert {one.shows for one in finding.evidence} == {"check"}
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("prometheus.yml#job node", "2 targets without an address"),
        ("prometheus.yml#job beside", "targets/none.yml is not in the given folder"),
        ("prometheus.yml#job containers", "its targets are found by docker_sd"),
    ]
    assert "hunter2" not in repr(finding)


@pytest.mark.parametrize(
    "pattern", ["../outside/*.json", "/outside/a.json", "away/*.json", "[", ""]
)
def test_target_files_outside_the_folder_are_not_read(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.json").write_text(BESIDE)
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "away").symlink_to(tmp_path / "outside")
    job = {"job_name": "a", "file_sd_configs": [{"files": [pattern]}]}
    finding = read(folder, {"prometheus.yml": json.dumps({"scrape_configs": [job]})})
    assert not finding.evidence


def test_a_file_of_targets_that_is_broken_is_one_skip(tmp_path: Path) -> None:
    job = "{job_name: a, file_sd_configs: [{files: [t.yml]}], static_configs: [{targets: [b]}]}"
    finding = read(tmp_path, {"prometheus.yml": f"scrape_configs: [{job}]", "t.yml": "- ["})
    assert [one.key for one in finding.evidence] == ["job a target b"]
    assert [skip.path for skip in finding.skips] == ["t.yml"]


def test_what_is_recognised(tmp_path: Path) -> None:
    promtail = "clients: []\nscrape_configs: [{job_name: a, static_configs: [{targets: [b]}]}]"
    finding = read(tmp_path, {"promtail.yml": promtail, "config.yml": "a: 1"})
    assert not finding.evidence
    assert not finding.skips
    assert not IMPORTER.recognise(tmp_path)
    read(tmp_path, {"config/prometheus.yml": CONFIG})
    assert IMPORTER.recognise(tmp_path)
    [skip] = IMPORTER.read([tmp_path / "config.yml"], Options()).skips
    assert skip.reason == "no Prometheus scrape jobs in it"


def test_the_time_is_linear(tmp_path: Path) -> None:
    def read_targets(size: int) -> None:
        targets = [{"targets": [f"host{number}:9100"]} for number in range(size)]
        jobs = [{"job_name": "node", "static_configs": targets}]
        finding = read(tmp_path, {"prometheus.yml": json.dumps({"scrape_configs": jobs})})
        assert len(finding.evidence) == size

    assert grows_in_line(read_targets, 2_000)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "a.json").write_text(BESIDE)
    for data in mutations(dedent(CONFIG), 40):
        (tmp_path / "prometheus.yml").write_bytes(data)
        IMPORTER.read([tmp_path], Options())
