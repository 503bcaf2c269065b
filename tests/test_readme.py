"""The README keeps its word: commands, snippets, queries, record and links are what there is."""

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import rdflib
from flask import Flask
from werkzeug.serving import make_server

import ontology
from graph.build import readings, texts
from graph.records import records
from graph.settings import CORPUS
from server.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXTRACTION = (ROOT / "server" / "docs" / "extraction.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "http://127.0.0.1:8010"


def fences(kind: str, text: str = README) -> list[str]:
    return [body for name, body in FENCE.findall(text) if name == kind]


def marked(name: str) -> str:
    """The one command of the block that a comment marks."""
    found = re.findall(rf"^<!-- {name} -->\n```console\n\$ (.*)\n```$", README, re.MULTILINE)
    assert len(found) == 1, name
    return str(found[0])


def commands() -> list[list[str]]:
    """The words of each command of `sommet` in the README, without its folder."""
    lines = [line.removeprefix("$ ") for body in fences("console") for line in body.splitlines()]
    parts = [part.strip() for line in lines for part in line.split("&&")]
    spoken = re.findall(r"`(sommet [^`]+)`", README)
    words = [shlex.split(part) for part in (*parts, *spoken)]
    return [[Path(first).name, *rest] for first, *rest in words if Path(first).name == "sommet"]


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("name", ["serve", "test"])
def test_one_line_makes_an_environment_installs_and_runs(name: str) -> None:
    steps = [shlex.split(step) for step in marked(name).split("&&")]
    assert steps[0] == ["python3", "-m", "venv", ".venv"]
    assert steps[1][:2] == [".venv/bin/pip", "install"]
    assert steps[1][-1] == {"serve": ".", "test": ".[test]"}[name]
    last = {"serve": [".venv/bin/sommet", "serve"], "test": [".venv/bin/python", "-m", "pytest"]}
    assert steps[2][: len(last[name])] == last[name]
    assert len(steps) == 3


def test_what_ci_runs_is_the_marked_line(tmp_path: Path) -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    reading = next(line for line in script.splitlines() if line.startswith("command="))
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    found = subprocess.run(
        ["bash", "-c", f'{reading}\nprintf %s "$command"'],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == marked("test")


def test_commands_and_their_options_exist() -> None:
    found = commands()
    assert len(found) >= 6
    for _, name, *arguments in found:
        command = main.commands[name]
        context = command.make_context(name, arguments, resilient_parsing=True)
        assert not context.args, arguments
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        assert {a for a in arguments if a.startswith("--")} <= known, arguments


def test_every_command_is_named() -> None:
    assert isinstance(main, click.Group)
    assert set(main.commands) == {words[1] for words in commands()}


def test_links_and_pictures_lead_to_files() -> None:
    targets = [t for t in re.findall(r"\]\(([^)]+)\)", README) if "://" not in t]
    assert len(targets) >= 10
    for target in targets:
        assert (ROOT / target).is_file(), target


def test_the_pictures_are_three_and_small() -> None:
    pictures = re.findall(r"!\[[^]]{20,}\]\((server/docs/\w+\.png)\)", README)
    assert len(pictures) == 3
    for picture in pictures:
        content = (ROOT / picture).read_bytes()
        assert content.startswith(b"\x89PNG\r\n")
        assert int.from_bytes(content[16:20]) >= 1440
        assert len(content) < 250_000


def run(request: str, address: str) -> str:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    command = request.replace(ADDRESS, address).replace("curl ", "curl -fsS ", 1)
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    return found.stdout


def test_an_address_answers_with_turtle(address: str) -> None:
    _, request = fences("sh")
    turtle = run(request, address)
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    france = rdflib.URIRef("https://w3id.org/sommet/id/agent/fra")
    assert rdflib.Literal("France", lang="fr") in set(graph.objects(france, rdflib.RDFS.label))


def test_the_request_with_curl_gives_the_answer_shown(address: str) -> None:
    request, _ = fences("sh")
    rows = list(csv.reader(run(request, address).splitlines()))
    (shown,) = fences("csv")
    assert rows[0] == ["state", "words"]
    assert rows[1] == next(csv.reader(shown.splitlines()))
    states = {row[0] for row in rows[1:]}
    assert len(rows) == 8
    assert states == {
        "Cambodia",
        "Croatia",
        "Kazakhstan",
        "Malta",
        "Morocco",
        "Romania",
        "Rwanda",
    }


def test_the_program_in_python_prints_what_is_said(address: str) -> None:
    (program,) = fences("python")
    found = subprocess.run(
        [sys.executable, "-c", program.replace(ADDRESS, address)],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = found.stdout.splitlines()
    first, last = re.findall(r"from `([^`]+)` to `([^`]+)`", README)[0]
    assert len(lines) == len(set(lines)) == 15
    assert (lines[0], lines[-1]) == (first, last)


def test_the_record_shown_is_one_that_extract_prints() -> None:
    (shown,) = fences("json")
    record = json.loads(shown)
    (reading,) = readings([CORPUS / record["document"]])
    assert record in list(records(reading, "https://w3id.org/sommet/"))
    (evidence,) = record["evidence"]
    text = reading.document.text
    assert text[evidence["start"] : evidence["end"]] == evidence["exact"]
    assert f"characters {evidence['start']} to {evidence['end'] - 1} " in README


def test_the_terms_of_every_text_of_the_package_are_stated() -> None:
    files = texts((CORPUS,))
    assert len(files) == 4
    for name in ("TERMS", "TERMS-fr"):
        terms = (CORPUS / name).read_text(encoding="utf-8")
        assert re.findall(r"^\S+\.txt$", terms, re.MULTILINE) == [file.name for file in files]


def test_rules_shown_in_the_manual_are_rules_that_there_are() -> None:
    shown = [rule for body in fences("toml", EXTRACTION) for rule in tomllib.loads(body)["rule"]]
    files = sorted(ontology.path("rules/fr").glob("*.toml"))
    rules = [
        rule for file in files for rule in tomllib.loads(file.read_text(encoding="utf-8"))["rule"]
    ]
    assert len(shown) >= 1
    for rule in shown:
        assert rule in rules, rule["name"]


def test_the_manual_names_every_table_of_words() -> None:
    tables = [p.name for p in ontology.path("lexicon").iterdir() if p.suffix in {".csv", ".txt"}]
    assert len(tables) >= 15
    for name in tables:
        assert f"`{name}`" in EXTRACTION, name


def test_the_manual_names_every_inference_that_a_statement_may_bear() -> None:
    found = {
        word
        for reading in readings(texts((CORPUS,)))
        for statement in reading.statements
        for word in (statement.inference or "").split(", ")
        if word
    }
    assert len(found) >= 3
    for word in found:
        assert f"| `{word}` |" in EXTRACTION, word
