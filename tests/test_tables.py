"""The tables: CSV with its metadata and Parquet say the same, and validators agree."""

import csv
import dataclasses
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW, TableGroup
from pyarrow import parquet

from graph.build import build_readings
from graph.errors import SommetError
from graph.export import tables
from graph.export.tables.schema import tables as described
from graph.release import Release, current
from graph.settings import Settings
from server.cli import main
from tests.readings import BASE, reading

NAMES = [table.name for table in described()]


@pytest.fixture(scope="module")
def folder(release: Release) -> Path:
    return release.folder / "dumps" / "tables"


@pytest.fixture(scope="module")
def group(folder: Path) -> TableGroup:
    return TableGroup.from_file(str(folder / "csv-metadata.json"))


def plain(value: object) -> object:
    """A value of the csvw library as pyarrow has it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.unsplit() if hasattr(value, "unsplit") else value


def read(group: TableGroup, name: str) -> list[dict[str, Any]]:
    table = group.tabledict[f"{name}.csv"]
    return [{key: plain(value) for key, value in row.items()} for row in table]


def test_there_are_four_tables() -> None:
    assert NAMES == ["entities", "statements", "evidence", "documents"]


def test_a_strict_validator_finds_nothing_wrong(folder: Path) -> None:
    found = CSVW(str(folder / "csv-metadata.json"), validate=True)
    assert found.is_valid
    assert found.warnings == []


def test_the_foreign_keys_hold(group: TableGroup) -> None:
    assert sum(len(table.tableSchema.foreignKeys) for table in group.tables) >= 6
    assert group.check_referential_integrity(strict=True)


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_parquet_have_the_same_rows(group: TableGroup, folder: Path, name: str) -> None:
    rows = parquet.read_table(folder / f"{name}.parquet").to_pylist()
    assert rows == read(group, name)
    assert len(rows) >= {"documents": 4}.get(name, 200)


@pytest.mark.parametrize("table", described(), ids=NAMES)
def test_the_key_tells_the_rows_apart_and_orders_them(group: TableGroup, table: Any) -> None:
    keys = [tuple(row[column] for column in table.key) for row in read(group, table.name)]
    assert len(set(keys)) == len(keys)
    assert all(all(key) for key in keys)
    assert [key[0] for key in keys] == sorted(key[0] for key in keys)


def test_every_end_of_a_statement_is_an_entity_or_a_value(group: TableGroup) -> None:
    entities = {row["entity"] for row in read(group, "entities")}
    for row in read(group, "statements"):
        assert row["subject"] in entities
        assert (row["object"] in entities) != (row["value"] is not None)
        assert (row["object_label"] is None) == (row["object"] is None)


def test_each_statement_has_its_words_at_its_offsets(group: TableGroup) -> None:
    evidence = read(group, "evidence")
    assert {row["statement"] for row in evidence if row["role"] == "evidence"} == {
        row["statement"] for row in read(group, "statements")
    }
    for row in evidence:
        assert len(row["words"]) == row["end"] - row["start"] > 0
        assert row["passage"] == f"{row['text']}/{row['start']}-{row['end']}"


def test_a_founding_membership_reads_as_the_text_says_it(group: TableGroup) -> None:
    rows = read(group, "statements")
    (row,) = (
        r for r in rows if r["relation"] == "foundingMemberOf" and r["subject_label"] == "France"
    )
    assert row["object_label"] == "Global Partnership on AI"
    assert (row["mode"], row["time"], row["time_role"]) == ("asserted", "2020-06-15", "began")
    assert row["time_begin"].isoformat() == row["time_end"].isoformat() == "2020-06-15"


def test_the_documents_bear_the_terms_of_their_texts(group: TableGroup) -> None:
    rows = read(group, "documents")
    assert [row["file_name"][:3] for row in rows] == ["000", "001", "002", "004"]
    assert all(row["terms"] for row in rows)
    assert sum(row["statements"] for row in rows) == len(read(group, "statements"))


def test_the_csv_is_rfc_4180_in_utf_8(folder: Path) -> None:
    for name in NAMES:
        data = (folder / f"{name}.csv").read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
        assert {len(line) for line in lines} == {len(lines[0])}
        assert data.split(b"\n", 1)[0].endswith(b"\r")


def test_every_column_is_described_in_both_languages(folder: Path) -> None:
    metadata = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    columns = [c for table in metadata["tables"] for c in table["tableSchema"]["columns"]]
    assert len(columns) >= 40
    for column in columns:
        assert {one["@language"] for one in column["dc:description"]} == {"en", "fr"}


def test_the_metadata_names_terms_of_the_ontology(folder: Path, release: Release) -> None:
    metadata = (folder / "csv-metadata.json").read_text(encoding="utf-8")
    known = {str(subject) for subject, _, _ in release.store().triples(f"{BASE}graph/ontology")}
    named = {
        column["propertyUrl"]
        for table in json.loads(metadata)["tables"]
        for column in table["tableSchema"]["columns"]
        if column.get("propertyUrl", "").startswith(BASE)
    }
    assert len(named) >= 8
    assert named <= known


def test_another_base_is_that_of_all_cells(tmp_path: Path) -> None:
    base = "https://example.org/graph-of-ours/"
    settings = Settings(tmp_path, base, "", 0)
    release = build_readings([reading()], settings).release
    written = release.folder / "dumps" / "tables"
    for file in written.glob("*.csv"):
        assert "w3id.org/sommet" not in file.read_text(encoding="utf-8")
    assert f"{base}id/agent/fra" in (written / "statements.csv").read_text(encoding="utf-8")
    assert base in (written / "csv-metadata.json").read_text(encoding="utf-8")


def test_a_name_that_holds_the_separator_is_left_out(tmp_path: Path) -> None:
    one = reading()
    entities = [dataclasses.replace(e, names=(*e.names, "X|Y")) for e in one.entities]
    settings = Settings(tmp_path, BASE, "", 0)
    release = build_readings([dataclasses.replace(one, entities=tuple(entities))], settings).release
    rows = parquet.read_table(release.folder / "dumps" / "tables" / "entities.parquet").to_pylist()
    names = {name for row in rows for name in row["other_names"]}
    assert {"la France", "PMIA"} <= names
    assert not names & {"X", "Y", "X|Y"}


def content(path: Path) -> Mapping[str, bytes]:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("format_name", "target"), [*product(tables.TABLE_FORMATS, ["a", "b.zip"])]
)
def test_export_writes_the_tables_that_the_release_has(
    data: Path, folder: Path, tmp_path: Path, format_name: str, target: str
) -> None:
    path = tmp_path / target
    arguments = ["export", "--format", format_name, "--output", str(path), "--data", str(data)]
    for _ in range(2):  # What is there is replaced.
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
        found = content(path)
        assert len(found) == (5 if format_name == "csvw" else 4)
        for name, written in found.items():
            assert written == (folder / name).read_bytes(), name
    assert [p.name for p in tmp_path.iterdir()] == [target]


def test_a_release_of_an_earlier_version_gets_its_tables_from_the_store(
    data: Path, folder: Path, tmp_path: Path
) -> None:
    older = tmp_path / "data"
    shutil.copytree(data, older, symlinks=True)
    shutil.rmtree(older / "current" / "dumps")
    for format_name in ("csvw", "parquet"):
        tables.take_away(current(older), tmp_path / format_name, format_name)
        for name, written in content(tmp_path / format_name).items():
            assert written == (folder / name).read_bytes(), name


def test_an_archive_has_no_clock(release: Release, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        tables.take_away(release, tmp_path / name, "csvw")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_file_that_is_no_archive_is_refused_and_kept(release: Release, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("mine")
    with pytest.raises(SommetError, match=r"a file, and tables are several.*\.zip"):
        tables.take_away(release, file, "csvw")
    assert file.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [file]


def test_one_graph_as_tables_is_wrong_usage(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["export", "--format", "csvw", "--graph", "statements", "--data", str(data)])
    assert caught.value.code == 2
    assert "does not go with the format 'csvw'" in capsys.readouterr().err


def test_standard_output_gets_an_archive(data: Path, capsysbinary: Any) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--format", "parquet", "--data", str(data)])
    with zipfile.ZipFile(io.BytesIO(capsysbinary.readouterr().out)) as archive:
        assert sorted(archive.namelist()) == sorted(f"{name}.parquet" for name in NAMES)
    assert current(data).hash
