"""The documentation runs: its settings, commands, queries, formats and links are what there is."""

import re
import shlex
from importlib.resources import files

import click
import pytest
from flask.testing import FlaskClient

from graph.settings import SETTINGS, load
from graph.store.wire import QUICK
from server.cli import main
from server.endpoint import MOST_ADDRESS
from server.entry.told import GRACE
from server.manual import manual
from server.negotiate import GRAPH_FORMATS, RESULT_FORMATS
from server.results import MOST_ROWS

FOLDER = files("server") / "docs"
PAGES = {
    path.name.removesuffix(".md"): path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.iterdir(), key=lambda path: path.name)
    if path.name.endswith(".md")
}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(kind: str) -> list[str]:
    return [body for text in PAGES.values() for name, body in FENCE.findall(text) if name == kind]


def commands() -> list[list[str]]:
    lines = "\n".join(fences("console")).splitlines()
    return [shlex.split(line[2:]) for line in lines if line.startswith("$ ")]


def test_the_documentation_is_there() -> None:
    assert set(PAGES) >= {"index", "getting-started", "model", "sparql", "extraction", "operations"}
    for name in PAGES.keys() - {"index"}:
        assert f"({name}.md)" in PAGES["index"], name


@pytest.mark.parametrize("name", PAGES)
def test_links_between_pages_lead_to_a_page(name: str) -> None:
    for target in re.findall(r"\]\(([\w-]+)\.md\)", PAGES[name]):
        assert manual(target) is not None, target


def test_every_setting_is_documented_as_it_is() -> None:
    assert len(SETTINGS) >= 4
    rows = re.findall(r"^\| `(SOMMET_\w+)` \|(.*?)\| (.*) \|$", PAGES["operations"], re.MULTILINE)
    documented = {name: (default.strip("` "), sentence) for name, default, sentence in rows}
    assert documented == {s.variable: (s.default, s.sentence) for s in SETTINGS}


def test_limits_are_documented_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    settings = load()
    rows = dict(
        re.findall(r"^\| `(\w+)` \| (.*?) \| (?:503|413|414|429) \|$", PAGES["sparql"], re.M)
    )
    assert rows["timeout"].startswith(f"{settings.timeout:g} seconds")
    assert rows["memory"].startswith(f"{settings.memory // 1024**2} MB")
    assert rows["rows"].startswith(f"{settings.rows:,}")
    assert rows["bytes"].startswith(f"{settings.answer // 1024**2} MB")
    assert rows["queries"].startswith(f"{settings.queries} at once")
    assert f"up to {settings.patience:g} seconds" in rows["queries"]
    assert rows["client_queries"].startswith(f"{settings.client_queries} of one client")
    assert f"{settings.nesting} deep" in rows["nesting"]
    assert rows["body"] == f"{settings.request:,} bytes"
    assert rows["address"] == f"{MOST_ADDRESS:,} bytes"
    assert f"first {MOST_ROWS:,} rows" in PAGES["sparql"]
    assert f"compute for {QUICK * 1000:g} ms" in PAGES["operations"]
    assert GRACE == 4
    assert "four seconds" in PAGES["operations"]


def test_commands_exist() -> None:
    found = commands()
    assert len(found) >= 8
    for name, *arguments in found:
        assert name == "sommet"
        command = main.commands[arguments[0]]
        context = command.make_context(arguments[0], arguments[1:], resilient_parsing=True)
        assert not context.args, arguments
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        assert {a for a in arguments if a.startswith("--")} <= known, arguments


def test_every_command_is_documented() -> None:
    assert isinstance(main, click.Group)
    assert set(main.commands) <= {arguments[1] for arguments in commands()}


def test_formats_are_documented_as_they_are() -> None:
    rows = re.findall(r"^\|.*\| `([\w/+-]+)` \| `(\w+)` \|$", PAGES["sparql"], re.MULTILINE)
    formats = (*RESULT_FORMATS, *GRAPH_FORMATS)
    assert rows == [(format_.media_types[0], format_.name) for format_ in formats]


def test_queries_run_and_find_something(client: FlaskClient) -> None:
    queries = fences("sparql")
    assert len(queries) >= 4
    for query in queries:
        answer = client.get("/sparql", query_string={"query": query, "format": "json"})
        assert answer.status_code == 200, answer.text
        assert answer.get_json(force=True)["results"]["bindings"], query


def test_terms_exist(client: FlaskClient) -> None:
    terms = {t for text in PAGES.values() for t in re.findall(r"\bsommet:(\w+)", text)}
    assert len(terms) >= 15
    for term in terms:
        query = f"ASK {{ <https://w3id.org/sommet/ontology#{term}> a ?kind }}"
        answer = client.get("/sparql", query_string={"query": query, "format": "json"})
        assert answer.get_json(force=True)["boolean"], term
