import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import Dataset, Graph

from graph.build import build_readings
from graph.cli import main
from graph.settings import Settings
from tests.readings import BASE, FRANCE, SUMMIT, reading, statement

ROOT = Path(__file__).parent.parent
BERGEN = "La Norvège et le Chili ont signé la Déclaration de Bergen."
SELECT = "SELECT ?x { ?x <https://w3id.org/sommet/ontology#foundingMemberOf> ?y } ORDER BY ?x"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    build_readings([reading()], Settings(folder, BASE, "127.0.0.1", 0))
    return folder


def run(*arguments: object, text: bytes | str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=text)


def process(*arguments: object, pipe: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, so that its files are real ones."""
    script = "from graph.cli import main; main(prog_name='sommet')"
    command = [sys.executable, "-c", script, *map(str, arguments)]
    if pipe:
        command = ["bash", "-c", f'set -o pipefail; "$@" {pipe}', "bash", *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def refused(result: Result | subprocess.CompletedProcess[str], status: int) -> str:
    """The one line on standard error of a command that ended with a status."""
    code = result.exit_code if isinstance(result, Result) else result.returncode
    assert (code, result.stdout) == (status, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("sommet: ")
    return line


def test_help_names_every_command_and_each_has_its_own() -> None:
    shown = run("--help").stdout
    for command in ("build", "extract", "query", "validate", "export"):
        assert command in shown
        own = run(command, "--help")
        assert own.exit_code == 0
        assert "--data" in own.stdout
    assert run().exit_code == 2


def test_build_says_what_it_made_and_that_nothing_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BERGEN, encoding="utf-8")
    first = run("build", tmp_path / "a.txt", "--data", tmp_path / "data")
    assert first.exit_code == 0
    digest = (tmp_path / "data" / "current").readlink().name
    assert first.stdout.startswith(f"Release {digest}: 1 texts, ")
    again = run("build", tmp_path / "a.txt", "--data", tmp_path / "data")
    assert again.stdout.startswith(f"Release {digest} (unchanged): 1 texts, ")
    assert again.stderr.startswith("Coverage")


def test_build_reads_the_texts_of_the_package_by_default(tmp_path: Path) -> None:
    made = process("build", "--data", tmp_path)
    assert (made.returncode, made.stderr[:8]) == (0, "Coverage")
    assert ": 4 texts, " in made.stdout


def test_a_text_without_a_fact_is_released_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("Bonjour.", encoding="utf-8")
    made = run("build", tmp_path / "none.txt", "--data", tmp_path / "data")
    assert made.exit_code == 0
    assert made.stderr.startswith(
        "sommet: warning: none.txt: no fact was found in it; it is released without facts.\n"
    )
    assert (tmp_path / "data" / "current").is_symlink()


TEXTS = [
    ("empty.txt", b"", "empty.txt: the text is empty"),
    ("blank.txt", b" \n\n", "blank.txt: the text is empty"),
    ("latin.txt", "État".encode("latin-1"), "latin.txt: not UTF-8"),
    ("none/none.txt", None, "no such file or folder"),
    ("folder", None, "no such file or folder"),
]


@pytest.mark.parametrize("command", ["build", "extract", "validate"])
@pytest.mark.parametrize(("name", "content", "message"), TEXTS)
def test_a_text_that_cannot_be_read_is_one_line(
    tmp_path: Path, command: str, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run(command, tmp_path / name, "--data", tmp_path / "data")
    assert message in refused(result, 1)
    assert not (tmp_path / "data").exists()


def test_extract_prints_json_lines_whose_words_slice_back(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BERGEN, encoding="utf-8")
    made = run("extract", tmp_path)
    found = [json.loads(line) for line in made.stdout.splitlines()]
    facts = [r for r in found if r["record"] == "statement"]
    assert {(r["subject"]["label"], r["relation"]) for r in facts} >= {("Norvège", "signatoryOf")}
    slices = [s for r in found for s in r.get("evidence", r.get("mentions", []))]
    assert len(slices) >= 4
    assert all(BERGEN[s["start"] : s["end"]] == s["exact"] for s in slices)


def test_extract_reads_standard_input_under_a_name(tmp_path: Path) -> None:
    output = tmp_path / "facts.jsonl"
    made = run("extract", "-", "--name", "b.txt", "--output", output, text=BERGEN.encode())
    assert (made.exit_code, made.stdout) == (0, "")
    lines = output.read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["document"] for line in lines} == {"b.txt"}
    assert {json.loads(line)["document"] for line in run("extract", "-", text=BERGEN.encode())
            .stdout.splitlines()} == {"stdin.txt"}  # fmt: skip


def test_extract_warns_of_a_text_without_a_fact() -> None:
    made = run("extract", "-", text=b"Bonjour.")
    assert made.exit_code == 0
    assert made.stderr == "sommet: warning: stdin.txt: no fact was found in it.\n"


def test_standard_input_and_files_do_not_mix(tmp_path: Path) -> None:
    assert "alone" in refused(run("extract", "-", tmp_path), 2)


def test_query_takes_text_a_file_or_standard_input(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "members.rq"
    file.write_text(SELECT, encoding="utf-8")
    expected = f"x\n{BASE}id/agent/can\n{BASE}id/agent/fra\n"
    for argument, text in ((SELECT, None), (file, None), ("-", SELECT)):
        made = run("query", argument, "--data", data, text=text)
        assert made.stdout.replace("\r", "") == expected


@pytest.mark.parametrize(
    ("query", "format_name", "begins"),
    [
        (SELECT, None, "x\r\n"),
        (SELECT, "json", "{"),
        (SELECT, "xml", "<?xml"),
        (SELECT, "tsv", "?x"),
        ("ASK { ?s ?p ?o }", "csv", "true"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", None, "@prefix "),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "rdfxml", "<?xml"),
        ("DESCRIBE <https://w3id.org/sommet/id/agent/fra>", "jsonld", "["),
    ],
)
def test_query_answers_in_the_format_that_is_asked_for(
    data: Path, query: str, format_name: str | None, begins: str
) -> None:
    options = ["--format", format_name] if format_name else []
    made = run("query", query, "--data", data, *options)
    assert made.exit_code == 0
    assert made.stdout_bytes.decode().startswith(begins)


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("SELECT * {\n ?s ?p }", 1, "line 2, column"),
        ("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", 1, "SERVICE is refused"),
        ("DELETE WHERE { ?s ?p ?o }", 1, "update is refused"),
        ("{}", 1, "line 1, column 1"),
        ("no-such-file.rq", 1, "no such file"),
        ("a" * 5000, 1, "no such file"),
    ],
)
def test_a_query_that_is_refused_is_one_line(
    data: Path, query: str, status: int, message: str
) -> None:
    assert message in refused(run("query", query, "--data", data), status)


def test_a_query_that_is_not_utf_8_is_one_line(data: Path) -> None:
    assert "not UTF-8" in refused(run("query", "-", "--data", data, text=b"ASK { \xff }"), 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", SELECT, "--format", "gif"),
        ("query", SELECT, "--format", "turtle"),
        ("export", "--format", "json"),
        ("export", "--colour", "red"),
        ("query",),
        ("exports",),
        ("build", "--workers", "0"),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(data: Path, arguments: tuple[str, ...]) -> None:
    extra = () if arguments[0] == "exports" else ("--data", data)
    refused(run(*arguments, *extra), 2)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SOMMET_PORT", "²"),
        ("SOMMET_PORT", "99999"),
        ("SOMMET_BASE", "https://example.org"),
        ("SOMMET_BASE", "http://a b/"),
        ("SOMMET_BASE", "sommet/"),
    ],
)
def test_a_setting_that_does_not_fit_is_one_line_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert variable in refused(run("query", SELECT, "--data", tmp_path), 1)


@pytest.mark.parametrize("arguments", [("query", SELECT), ("export",), ("validate",)])
def test_before_any_release_the_command_that_makes_one_is_named(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert "sommet build" in refused(run(*arguments, "--data", tmp_path), 1)


def test_the_data_folder_comes_from_the_environment(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOMMET_DATA", str(data))
    assert run("query", "ASK { ?s ?p ?o }").stdout == "true"


def test_export_writes_the_release_or_one_graph(data: Path, tmp_path: Path) -> None:
    whole = Dataset().parse(data=run("export", "--data", data).stdout, format="nquads")
    assert len([graph for graph in whole.graphs() if len(graph)]) == 9
    output = tmp_path / "statements.ttl"
    run("export", "--format", "turtle", "--graph", "statements", "--output", output, "--data", data)
    assert len(Graph().parse(output)) == len(whole.graph(f"{BASE}graph/statements"))
    assert [path.name for path in tmp_path.iterdir()] == ["statements.ttl"]


def test_export_of_an_unknown_graph_is_one_line(data: Path) -> None:
    assert "no graph 'x'" in refused(run("export", "--graph", "x", "--data", data), 1)


def test_validate_prints_the_report_of_texts_and_makes_no_release(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BERGEN, encoding="utf-8")
    made = run("validate", tmp_path / "a.txt", "--data", tmp_path / "data")
    assert made.exit_code == 0
    assert made.stdout == "# a.txt\n0 violations, 0 warnings\n\n"
    assert not (tmp_path / "data").exists()
    rdf = run("validate", tmp_path / "a.txt", "--format", "turtle", "--data", tmp_path / "data")
    assert "sh:conforms true" in rdf.stdout


def test_validate_prints_the_report_of_the_release(data: Path) -> None:
    assert run("validate", "--data", data).stdout.startswith("# one.txt\n")


def test_validate_and_strict_refuse_what_would_be_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = reading("bad.txt", statements=(statement(FRANCE, "memberOf", SUMMIT),))
    monkeypatch.setattr("graph.build.readings", lambda *_: (wrong,))
    (tmp_path / "bad.txt").write_text("x")
    options = (tmp_path / "bad.txt", "--data", tmp_path / "data")
    checked = run("validate", *options)
    assert checked.exit_code == 1
    assert checked.stdout.startswith("# bad.txt\nSet aside: ")
    assert checked.stderr == "sommet: The facts of these texts cannot be released: bad.txt.\n"
    assert "bad.txt: its facts cannot be released" in refused(run("build", "--strict", *options), 1)
    lenient = run("build", *options)
    assert lenient.exit_code == 0
    assert lenient.stderr.startswith("sommet: warning: bad.txt: its facts are set aside. ")
    assert run("validate", "--data", tmp_path / "data").exit_code == 1


def test_a_reader_that_stops_reading_is_no_error(data: Path) -> None:
    piped = process("export", "--data", data, pipe="| head -n 1")
    assert len(piped.stdout.splitlines()) == 1
    assert piped.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_line(data: Path) -> None:
    assert "No space left" in refused(process("export", "--data", data, pipe="> /dev/full"), 1)
    assert "No space left" in refused(process("export", "--data", data, "--output", "/dev/full"), 1)


@pytest.mark.parametrize("command", [("extract",), ("export",), ("query", "ASK {}")])
def test_a_closed_output_is_one_line(data: Path, command: tuple[str, ...]) -> None:
    assert "cannot be written" in refused(process(*command, "--data", data, pipe=">&-"), 1)


@pytest.mark.parametrize("command", ["extract", "query"])
def test_a_closed_input_holds_nothing(data: Path, command: str) -> None:
    refused(process(command, "-", "--data", data, pipe="<&-"), 1)


def test_a_release_that_does_not_fit_leaves_nothing_and_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BERGEN, encoding="utf-8")
    data = tmp_path / "data"
    command = f'ulimit -f 64; exec "{sys.executable}" -c "$0" build "$1" --data "$2"'
    script = "from graph.cli import main; main(prog_name='sommet')"
    done = subprocess.run(
        ["bash", "-c", command, script, str(tmp_path / "a.txt"), str(data)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert "cannot be written" in refused(done, 1)
    assert [path.name for path in data.iterdir() if path.name != ".lock"] == ["releases"]
    assert not list((data / "releases").iterdir())
