"""The apps of clusters: plain manifests, Kustomize, Flux, k3s, Argo CD, and Helm charts."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.found import THE_HOST, Finding, Options, Part, Target, Thing
from labtui.importers.kubernetes import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations


def read(folder: Path, files: dict[str, str], **options: bool) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options(**options))  # type: ignore[arg-type]


def apps(finding: Finding) -> dict[str, list[str]]:
    """Give the parts of each app, by its name."""
    return {thing.name: [part.service for part in thing.parts] for thing in finding.things}


def skips(finding: Finding) -> dict[str, str]:
    return {skip.path: skip.reason for skip in finding.skips}


def of(kind: str, name: str, rest: str = "", image: str = "x/x", labels: str = "") -> str:
    """Give a workload of one container."""
    return f"""\
---
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}, namespace: media, labels: {{{labels}}}}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: one, image: "{image}"{rest}}}]}}
"""


SERVICE = """
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: web
      namespace: media
      annotations: {metallb.io/loadBalancerIPs: "10.0.0.9"}
    spec:
      type: LoadBalancer
      selector: {app: photos}
      ports: [{port: 80, nodePort: 30080}]
"""
INGRESS = """
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: photos, namespace: media}
    spec:
      rules:
        - host: photos.example.org
          http: {paths: [{path: /, backend: {service: {name: web}}}]}
"""
SECRET = "\n---\nkind: Secret\nstringData: {password: hunter2, broken: [\n"
URL = "{name: DB_URL, value: 'postgres://me:hunter2@photos-db.media.svc:5432/x'}"


def test_an_app_with_its_database_in_one_file(tmp_path: Path) -> None:
    text = (
        of(
            "Deployment",
            "photos",
            f", env: [{URL}], ports: [{{hostPort: 8080, containerPort: 80}}]",
        )
        + of("StatefulSet", "photos-db", image="postgres:16@sha256:12")
        + dedent(SERVICE)
        + dedent(INGRESS)
        + SECRET
    )
    finding = read(tmp_path, {"media/photos.yaml": text})
    assert finding.things == [
        Thing(
            key="photos",
            name="photos",
            kind="app",
            path="media/photos.yaml",
            root=tmp_path,
            facts={
                "tags": ("media",),
                "url": "https://photos.example.org",
                "description": "x/x, ports 8080:80, 80:80",
                "parts": ("photos", "photos-db"),
            },
            runs_on=THE_HOST,
            main="photos",
            parts=(
                Part(
                    "photos",
                    "x/x",
                    "media/photos.yaml",
                    ("8080:80", "80:80"),
                    needs=("media/photos.yaml#photos-db",),
                    url="https://photos.example.org",
                ),
                Part("photos-db", "postgres:16@sha256:12", "media/photos.yaml"),
            ),
            addresses=(
                "10.0.0.9",
                "web.media.svc.cluster.local",
                "web.media.svc",
                "web.media",
            ),
        )
    ]
    assert not finding.skips
    assert "hunter2" not in repr(finding)
    each = IMPORTER.read([tmp_path], Options(each=True))
    assert apps(each) == {"photos": ["photos"], "photos-db": ["photos-db"]}


def test_what_is_a_part_and_what_stands_alone(tmp_path: Path) -> None:
    texts = {
        "labels": of("Deployment", "wiki", labels="app.kubernetes.io/instance: w")
        + of("Deployment", "search", labels="app.kubernetes.io/instance: w"),
        "part-of": of(
            "StatefulSet", "cache", image="redis", labels="app.kubernetes.io/part-of: wiki"
        )
        + of("Deployment", "other", labels="app.kubernetes.io/part-of: wiki"),
        "shared": of("StatefulSet", "postgres", image="postgres:16"),
        "needs": of("Deployment", "news", ", env: [{name: DB_HOST, value: postgres}]")
        + of("Deployment", "mail", ", env: [{name: DB_HOST, value: postgres}]")
        + of("Deployment", "chat", ", env: [{name: MODE, value: postgres}]"),
        "database": """
            ---
            apiVersion: postgresql.cnpg.io/v1
            kind: Cluster
            metadata: {name: files-db, namespace: media}
            """,
        "files": of("Deployment", "files", ", env: [{name: DB, value: 'pg://x@files-db-rw:5432'}]"),
        "jobs": """
            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: files-copy, namespace: media}
            spec:
              jobTemplate: {spec: {template: {spec: {containers: [{image: restic/restic:1}]}}}}
            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: renew, namespace: media}
            spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: x/renew}]}}}}}
            """,
        "pods": """
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: vpn, namespace: media}
            spec: {template: {spec: {hostNetwork: true, containers: [
              {name: client, image: x/torrent}, {name: gluetun, image: qmcgaw/gluetun}]}}}
            """,
    }
    finding = read(tmp_path, {"all.yaml": "".join(map(dedent, texts.values()))})
    assert apps(finding) == {
        "wiki": ["wiki", "search", "cache"],
        "other": ["other"],
        "media-postgres": ["postgres"],
        "news": ["news"],
        "mail": ["mail"],
        "chat": ["chat"],
        "files": ["files", "files-db", "files-copy"],
        "renew": ["renew"],
        "vpn": ["vpn", "vpn-gluetun"],
    }
    by_name = {thing.name: thing for thing in finding.things}
    assert by_name["news"].depends_on == ("all.yaml#postgres",)
    assert not by_name["chat"].depends_on


RELEASE = """
    # a release of a chart that most labs use
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: films
    spec:
      chart: {spec: {chart: app-template, version: 3.1.0}}
      values:
        controllers:
          films:
            initContainers: {init: {image: {repository: x/init, tag: 1}}}
            containers:
              gluetun: {image: {repository: x/gluetun, tag: 2}}
              app:
                image: {repository: ghcr.io/x/films, tag: 1.2@sha256:12}
                env:
                  WIKI: http://wiki.default.svc.cluster.local:80
                  KEY: hunter2
          nightly: {containers: {app: {image: x/nightly:3}}}
          off: {enabled: false, containers: {app: {image: x/off}}}
        service:
          app:
            type: LoadBalancer
            annotations: {lbipam.cilium.io/ips: 10.0.0.8}
            ports: {http: {port: 32400}}
        route:
          off: {enabled: false, hostnames: [off.example.org]}
          app: {hostnames: ["{{ .Release.Name }}.example.org"]}
        postgresql: {enabled: true, auth: {password: hunter2}}
"""
EXTRA = 1
KS = """
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {{name: {0}}}
    spec:
      path: ./kubernetes/apps/{0}/app
      targetNamespace: media
      postBuild: {{substitute: {{APP: {0}}}}}
"""
FLUX = {
    "flux/ks.yaml": """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: apps, namespace: flux-system}
        spec: {path: ./kubernetes/apps}
        """,
    "apps/kustomization.yaml": """
        resources: [./films/ks.yaml, ./pics/ks.yaml, ./plain]
        # - ./news/ks.yaml
        """,
    "apps/films/ks.yaml": KS.format("films"),
    "apps/films/app/kustomization.yaml": """
        resources: [release.yaml]
        patches: [{path: patch.yaml}]
        """,
    "apps/films/app/release.yaml": RELEASE,
    "apps/films/app/patch.yaml": RELEASE,
    "apps/films/app/other.yaml": RELEASE.replace("films", "other"),
    "apps/pics/ks.yaml": KS.format("pics"),
    "apps/pics/app/release.yaml": RELEASE.replace("name: films", "name: ${APP}-x"),
    "apps/news/ks.yaml": KS.format("news"),
    "apps/news/app/release.yaml": RELEASE.replace("films", "news"),
    "apps/plain/kustomization.yaml": "namespace: default\nresources: [wiki.yaml]\n",
    "apps/plain/wiki.yaml": of("Deployment", "wiki").replace("namespace: media,", ""),
    "components/db/kustomization.yaml": "kind: Component\nresources: [db.yaml]\n",
    "components/db/db.yaml": RELEASE.replace("films", "db"),
    "apps/plain/secret.sops.yaml": "kind: Secret\napiVersion: v1\nsops: {}\n",
}


@pytest.mark.parametrize("given", ["", "kubernetes"])
def test_flux_applies_what_its_kustomizations_lead_to(tmp_path: Path, given: str) -> None:
    read(tmp_path, {f"kubernetes/{name}": text for name, text in FLUX.items()})
    finding = IMPORTER.read([tmp_path / given], Options())
    base = "" if given else "kubernetes/"
    films, pics, wiki = finding.things
    assert (films.name, films.path) == ("films", f"{base}apps/films/app/release.yaml")
    assert films.facts == {
        "tags": ("media",),
        "url": "https://films.example.org",
        "description": "ghcr.io/x/films:1.2, ports 32400:32400",
        "parts": ("films", "films-nightly", "films-gluetun", "films-postgresql"),
    }
    assert films.addresses[:2] == ("10.0.0.8", "films.media.svc.cluster.local")
    assert films.depends_on == (wiki.ref,)
    assert [part.image for part in films.parts][1:] == ["x/nightly:3", "x/gluetun:2", "postgresql"]
    assert pics.name == "pics-x"
    assert (wiki.name, wiki.facts["tags"]) == ("wiki", ("default",))
    assert skips(finding) == {
        f"{base}apps/films/app/other.yaml#other": (
            f"not in use: {base}apps/films/app/kustomization.yaml does not name it"
        ),
        f"{base}apps/news/app/release.yaml#news": "not in use: no kustomization leads to it",
        f"{base}components/db/db.yaml#db": "a component that others include",
    }
    assert "hunter2" not in repr(finding)
    everything = IMPORTER.read([tmp_path / given], Options(everything=True))
    assert {"other", "news", "db"} <= apps(everything).keys()


def test_flux_begins_with_a_file_in_the_folder_that_it_applies(tmp_path: Path) -> None:
    sync = FLUX["flux/ks.yaml"].replace("kubernetes/apps", "clusters/home")
    finding = read(
        tmp_path,
        {
            "clusters/home/flux-system/kustomization.yaml": "resources: [sync.yaml]\n",
            "clusters/home/flux-system/sync.yaml": sync,
            "clusters/home/wiki.yaml": of("Deployment", "wiki"),
            "clusters/home/films/kustomization.yaml": "resources: [films.yaml]\n",
            "clusters/home/films/films.yaml": of("Deployment", "films"),
            "clusters/kustomization.yaml": "resources: []\n",
            "clusters/old-house/wiki.yaml": of("Deployment", "gone"),
        },
    )
    assert list(apps(finding)) == ["wiki", "films"]
    assert skips(finding) == {
        "clusters/old-house/wiki.yaml#gone": "not in use: no kustomization leads to it"
    }


def test_what_is_applied_in_an_unknown_way_counts(tmp_path: Path) -> None:
    files = {f"apps/{name}/a.yaml": of("Deployment", name) for name in ("wiki", "news", "mail")}
    listed = {"apps/kustomization.yaml": "resources: [mail/a.yaml]\n"}
    assert list(apps(read(tmp_path, files | listed))) == ["mail", "news", "wiki"]
    listed = {"apps/kustomization.yaml": "resources: [mail/a.yaml, news/a.yaml]\n"}
    finding = read(tmp_path, listed)
    assert list(apps(finding)) == ["mail", "news"]
    assert list(skips(finding)) == ["apps/wiki/a.yaml#wiki"]


def test_argo_cd_k3s_and_charts(tmp_path: Path) -> None:
    argo = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {{name: {0}, namespace: argocd}}
        spec: {{destination: {{namespace: web}}, source: {{{1}}}}}
        """
    values = "{ingress: {host: git.example.org}, image: {repository: x/git, tag: 1}}"
    finding = read(
        tmp_path,
        {
            "argo/git.yaml": argo.format(
                "git", f'chart: gitea, targetRevision: 1.2, helm: {{values: "{values}"}}'
            ),
            "argo/wiki.yaml": argo.format("wiki", "path: apps/wiki"),
            "apps/wiki/deployment.yaml": of("Deployment", "wiki-app").replace(
                "namespace: media,", ""
            ),
            "k3s/mail.yaml": """
                apiVersion: helm.cattle.io/v1
                kind: HelmChart
                metadata: {name: mail, namespace: kube-system}
                spec:
                  targetNamespace: mail
                  valuesContent: "image: {repository: x/mail}"
                """,
            "news/kustomization.yaml": """
                namespace: press
                helmCharts:
                  - {name: miniflux, releaseName: news, version: 1.2, valuesInline: {image: x/news}}
                """,
            "charts/photos/Chart.yaml": "dependencies: [{name: common, version: 1.0}]\n",
            "charts/photos/values.yaml": "common: {image: x/photos:1, ingress: {hosts: [p.lan]}}\n",
            "charts/photos/templates/a.yaml": "kind: Deployment\napiVersion: v1\nname: {{ .x }}\n",
            "charts/own/Chart.yaml": "name: own\n",
            "charts/own/templates/a.yaml": "kind: Deployment\napiVersion: v1\nname: {{ .x }}\n",
        },
    )
    assert {thing.name: dict(thing.facts) for thing in finding.things} == {
        "git": {"tags": ("web",), "url": "https://git.example.org", "description": "x/git:1"},
        "wiki-app": {"tags": ("web",), "description": "x/x"},
        "mail": {"tags": ("mail",), "description": "x/mail"},
        "news": {"tags": ("press",), "description": "x/news"},
        "photos": {"url": "https://p.lan", "description": "x/photos:1"},
    }
    assert skips(finding) == {
        "charts/own/Chart.yaml": "a Helm chart, whose templates are not filled in"
    }


@pytest.mark.parametrize(
    ("route", "url"),
    [
        (
            "kind: HTTPRoute\nspec: {hostnames: [a.example.org], rules: [{backendRefs: "
            "[{name: wiki}]}]}",
            "https://a.example.org",
        ),
        (
            "kind: IngressRoute\nspec: {routes: [{match: 'Host(`b.example.org`) && Path(`/x`)', "
            "services: [{name: wiki}]}]}",
            "https://b.example.org",
        ),
        ("kind: Ingress\nspec: {rules: [{host: c.example.org, http: {paths: [{backend: "
         "{serviceName: wiki}}]}}]}", "https://c.example.org"),
        ("kind: Ingress\nspec: {rules: [{host: '*.example.org', http: {paths: [{backend: "
         "{serviceName: wiki}}]}}]}", None),
        ("kind: HTTPRoute\nspec: {hostnames: [a.example.org], rules: [{backendRefs: [{name: x}]}]}",
         None),
    ],
)  # fmt: skip
def test_where_routes_lead_to(tmp_path: Path, route: str, url: str | None) -> None:
    route = f"---\napiVersion: v1\nmetadata: {{name: r, namespace: media}}\n{route}\n"
    finding = read(tmp_path, {"wiki.yaml": of("Deployment", "wiki"), "route.yaml": route})
    assert [thing.facts.get("url") for thing in finding.things] == [url]


def test_routes_to_what_runs_outside_of_the_cluster(tmp_path: Path) -> None:
    route = """
        ---
        kind: HTTPRoute
        apiVersion: v1
        metadata: {{name: {0}, namespace: media}}
        spec: {{hostnames: [{0}.example.org], rules: [{{backendRefs: [{{name: {0}}}]}}]}}
        ---
        apiVersion: v1
        metadata: {{name: {0}, namespace: media, labels: {{kubernetes.io/service-name: {0}}}}}
        """
    kinds = {
        "nas": "kind: Service\nspec: {externalName: nas.lan, ports: [{port: 5000}]}\n",
        "pve": "kind: Endpoints\nsubsets: [{addresses: [{ip: 10.0.0.5}], ports: [{port: 8006}]}]\n",
        "cam": "kind: EndpointSlice\nendpoints: [{addresses: ['fd00::5']}]\n",
    }
    text = "".join(dedent(route).format(name) + kind for name, kind in kinds.items())
    finding = read(tmp_path, {"wiki.yaml": of("Deployment", "wiki"), "routes.yaml": text})
    assert [(one.key, one.targets, one.to[0].host) for one in finding.evidence] == [
        ("route nas.example.org", (Target("nas", "", "nas.lan", 5000),), "nas.example.org"),
        ("route pve.example.org", (Target("pve", "", "10.0.0.5", 8006),), "pve.example.org"),
        ("route cam.example.org", (Target("cam", "", "fd00::5"),), "cam.example.org"),
    ]
    assert apps(finding) == {"wiki": ["wiki"]}


def test_what_the_cluster_is_made_of_is_named(tmp_path: Path) -> None:
    text = "".join(
        of("Deployment", namespace).replace("namespace: media", f"namespace: {namespace}")
        for namespace in ("kube-system", "flux-system", "cert-manager", "longhorn-system", "web")
    )
    finding = read(tmp_path, {"all.yaml": text, "again/all.yaml": text})
    assert list(apps(finding)) == ["web"]
    reasons = skips(finding)
    assert reasons["all.yaml#kube-system"] == "a part of the cluster: namespace kube-system"
    assert reasons["again/all.yaml#web"] == "all.yaml states it already"
    assert len(reasons) == 9
    assert len(read(tmp_path, {}, everything=True).things) == 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kind: Deployment\nspec: {replicas: 0}", "not in use: it has no replicas"),
        ("kind: CronJob\nspec: {suspend: true}", "not in use: it is suspended"),
    ],
)
def test_what_does_not_run_is_not_in_use(tmp_path: Path, text: str, reason: str) -> None:
    text = f"apiVersion: v1\nmetadata: {{name: wiki}}\n{text}\n"
    assert skips(read(tmp_path, {"wiki.yaml": text})) == {"wiki.yaml#wiki": reason}


def test_what_kubectl_prints(tmp_path: Path) -> None:
    pod = {"template": {"spec": {"containers": [{"name": "a", "image": "x/wiki:1"}]}}}
    items: list[object] = [
        {"kind": "Deployment", "metadata": {"name": "wiki", "namespace": "web"}, "spec": pod},
        {"kind": "Pod", "metadata": {"name": "wiki-1", "ownerReferences": []}, "spec": {}},
        {"kind": "Secret", "data": {"x": "hunter2"}},
    ]
    printed = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    finding = read(tmp_path, {"cluster.json": printed, "package.json": '{"kind": 1}'})
    assert apps(finding) == {"wiki": ["wiki"]}
    assert not finding.skips


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kind: Deployment\napiVersion: v1\nx: [", "not valid YAML"),
        (
            "\n---\nkind: Deployment\napiVersion: v1\nx: {{ .x }}-{{ .y }}\n",
            "a template, which is not",
        ),
        ("kind: Deployment\napiVersion: v1\nx: !!python/object:os.system x\n", "a tag that makes"),
        ("kind: Deployment\napiVersion: v1\nx: " + "[" * 5_000, "nested too deeply"),
        (
            "kind: HelmRelease\napiVersion: helm.toolkit.fluxcd.io/v2\nsops: {}\n",
            "encrypted with SOPS",
        ),
        (
            "kind: Deployment\napiVersion: v1\nmetadata: {name: '${APP}'}\n",
            "its name is a variable",
        ),
        ("kind: Pod\napiVersion: v1\nmetadata: {name: x}\n", "no containers in it"),
        ("kind: ConfigMap\napiVersion: v1\n", "no Kubernetes manifests in it that run something"),
        ("services: {web: {image: x}}\n", "no Kubernetes manifests in it that run something"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_skip(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    finding = IMPORTER.read([tmp_path / "a.yaml"], Options())
    assert not finding.things
    (skip,) = finding.skips
    assert skip.reason.startswith(reason)


def test_what_is_recognised(tmp_path: Path) -> None:
    read(
        tmp_path, {"a/b/wiki.yaml": of("Deployment", "wiki"), "c/values.yaml": "kind: Deployment\n"}
    )
    read(tmp_path, {"d/compose.yaml": "services: {web: {image: x}}\n", "e/x.yaml": SERVICE})
    assert IMPORTER.recognise(tmp_path / "a")
    assert IMPORTER.recognise(tmp_path / "a/b/wiki.yaml")
    read(tmp_path, {"f/x/Chart.yaml": "name: x\ndependencies: [{name: y}]\n"})
    assert IMPORTER.recognise(tmp_path / "f")
    for name in ("c", "d", "e", "missing"):
        assert not IMPORTER.recognise(tmp_path / name)


def test_the_time_is_linear_for_large_files_and_for_many(tmp_path: Path) -> None:
    text = dedent(of("Deployment", "wiki"))

    def read_apps(size: int) -> None:
        apps = [f"a{number}" for number in range(size)]
        files = {f"apps/{app}/app/kustomization.yaml": "resources: []\n" for app in apps}
        files["big.yaml"] = "".join(text.replace("wiki", app) for app in apps)
        files["ks.yaml"] = "".join(KS.format(app) for app in apps)
        assert len(read(tmp_path / str(size), files).things) == size

    assert grows_in_line(read_apps, 160)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    read(tmp_path, {f"kubernetes/{name}": text for name, text in FLUX.items()})
    for name in ("flux/ks.yaml", "apps/films/app/release.yaml", "apps/kustomization.yaml"):
        for data in mutations(dedent(FLUX[name]), 15):
            (tmp_path / "kubernetes" / name).write_bytes(data)
            IMPORTER.read([tmp_path], Options())
        (tmp_path / "kubernetes" / name).write_text(dedent(FLUX[name]))
