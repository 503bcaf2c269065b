"""What can be taken away: releases and their files, references, the validation report."""

import hashlib
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from rdflib import SH, Graph

from graph.export.downloads import CATALOGUE
from graph.release import Release, current
from graph.settings import load
from server.app import create_app
from server.catalogue import change, kept, read
from server.cite.styles import STYLES, bibtex
from server.cite.works import release_work
from server.releases import Served
from tests.test_contacts import leaks

BROWSER = {"Accept": "text/html"}


class Both:
    """Two releases, without the processes that a service has."""

    def __init__(self, newer: Served, older: Served) -> None:
        self.newer, self._older = newer, older

    def current(self) -> Served:
        return self.newer

    def older(self, digest: str) -> Served | None:
        return next((one for one in (self.newer, self._older) if one.hash == digest), None)

    def files(self, digest: str) -> Path | None:
        found = self.older(digest)
        return found.folder if found else None


def served(release: Release) -> Served:
    return Served(release.hash, release.base, release.store(), folder=release.folder)


@pytest.fixture(scope="module")
def two(history: tuple[Path, Release]) -> Flask:
    """The application on a release and an older one."""
    folder, older = history
    return create_app(Both(served(current(folder)), served(older)), load(folder))


@pytest.fixture
def reader(two: Flask) -> FlaskClient:
    return two.test_client()


def test_the_page_lists_the_releases_with_what_changed(
    reader: FlaskClient, history: tuple[Path, Release]
) -> None:
    folder, older = history
    newer = current(folder)
    text = reader.get("/data?lang=en", headers=BROWSER).text
    assert text.index(f'id="release-{newer.hash}"') < text.index(f'id="release-{older.hash}"')
    assert "4 added, 3 removed" in re.sub(r"\s+", " ", text)
    assert "The first kept here" in text
    for address in (f"/release/{older.hash}/dumps/", f"/release/{older.hash}/validation"):
        assert f'href="{address}?lang=en"' in text
        assert reader.get(address, headers=BROWSER).status_code == 200
    names = {d.name for d in CATALOGUE}
    assert {n for n in re.findall(r'/dumps/([^"?]+)"', text) if n} == names


def test_what_changed_is_counted_by_names_and_by_content(history: tuple[Path, Release]) -> None:
    one = read(history[1].folder)
    first, *rest = one.texts
    other = replace(one, texts=(replace(first, sha256="0" * 64), *rest[1:]), triples=1)
    found = change(other, one)
    assert (found.added, found.removed, found.changed) == ((), (rest[0].name,), (first.name,))
    assert found.triples == 1 - one.triples
    assert found.statements == -rest[0].figures["statementCount"]


def test_a_folder_that_is_no_release_hides_no_other(
    history: tuple[Path, Release], tmp_path: Path
) -> None:
    folder = tmp_path / "releases"
    shutil.copytree(history[1].folder, folder / history[1].hash)
    (folder / ("0" * 32)).mkdir()
    (folder / "notes").mkdir()
    (folder / ("1" * 32) / "store").mkdir(parents=True)
    (folder / ("1" * 32) / "manifest.json").write_text('{"base": "https://example.org/"}')

    class All(Both):
        def files(self, digest: str) -> Path | None:
            return folder / digest

    one = Served(history[1].hash, history[1].base, history[1].store(), folder=folder / "x")
    assert [found.hash for found in kept(All(one, one), one)] == [history[1].hash]


@pytest.mark.parametrize("which", [0, 1])
def test_the_list_of_files_tells_what_the_files_are(
    reader: FlaskClient, history: tuple[Path, Release], which: int
) -> None:
    release = (current(history[0]), history[1])[which]
    told = reader.get(f"/release/{release.hash}/dumps/").get_json()
    assert told["release"] == release.hash
    assert {file["name"] for file in told["files"]} == {d.name for d in CATALOGUE}
    for file in told["files"]:
        with reader.get(file["path"]) as answer:
            assert hashlib.sha256(answer.data).hexdigest() == file["sha256"]
            assert len(answer.data) == file["bytes"]
    page = reader.get(f"/release/{release.hash}/dumps", headers=BROWSER).text
    for file in told["files"]:
        assert file["sha256"] in page


def test_there_is_no_list_of_a_release_that_is_not_there(reader: FlaskClient) -> None:
    for path in ("dumps/", "report.ttl", "validation", "cite", "citation.bib"):
        answer = reader.get(f"/release/{'0' * 32}/{path}")
        assert answer.status_code == 404
        assert answer.get_json()["error"]["name"] == "release"


def test_of_a_file_given_with_dump_there_is_nothing_to_take(release: Release) -> None:
    bare = Served(release.hash, release.base, release.store())
    client = create_app(Both(bare, bare), load(release.folder.parent.parent)).test_client()
    assert "given as a file" in client.get("/data?lang=en", headers=BROWSER).text
    for path in ("/validation", "/cite", "/citation.bib"):
        assert client.get(path).status_code == 404


def test_the_terms_of_each_text_are_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    english = client.get("/data?lang=en", headers=BROWSER).text
    french = client.get("/data?lang=fr", headers=BROWSER).text
    assert english.count("Code des relations entre le public et l&#39;administration") == 1
    assert "asks that their source be named" in english
    assert "que la source soit nommée" in french
    assert "asks that their source be named" not in french


def test_references_are_what_their_formats_ask_for(client: FlaskClient, release: Release) -> None:
    address = f"https://w3id.org/sommet/release/{release.hash}"
    day = release.manifest["built"][:10]
    found = {suffix: client.get(f"/citation.{suffix}").text for suffix in STYLES}
    assert found["bib"].startswith(f"@misc{{sommet-{release.hash[:8]},")
    assert f"url = {{{address}}}" in found["bib"]
    lines = found["ris"].split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2:] == ["ER  - ", ""]
    assert f"UR  - {address}" in lines
    (csl,) = json.loads(found["json"])
    assert csl["URL"] == address
    assert csl["issued"]["date-parts"] == [[int(part) for part in day.split("-")]]
    cff = yaml.safe_load(found["cff"])
    assert cff["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cff.keys()
    assert (cff["version"], cff["date-released"], cff["license"]) == (
        release.hash,
        day,
        "Apache-2.0",
    )
    name = client.get("/citation.cff").headers["Content-Disposition"]
    assert name == 'attachment; filename="CITATION.cff"'


def test_a_passage_is_cited_with_its_words_and_its_place(client: FlaskClient) -> None:
    of = "/text/19146400cb75d0d6/1884-1897"
    text = client.get("/cite", query_string={"of": of, "lang": "fr"}, headers=BROWSER).text
    assert "«&nbsp;" in text
    assert ">1884–1897</span>" in text
    iri = f"https://w3id.org/sommet{of}"
    for address in (iri, f"http://localhost{of}"):
        (told,) = json.loads(client.get("/citation.json", query_string={"of": address}).text)
        assert told["URL"] == iri
        assert told["title"] == "quatre thèmes"
        assert told["container-title"].startswith("Lancement du Partenariat")


def test_what_is_chosen_in_the_reader_is_cited_by_the_address_of_the_page(
    client: FlaskClient,
) -> None:
    launch = "http://localhost/document/001-0146f9d8f82743d2"
    chosen = {
        f"{launch}?lang=fr": "/document/001-0146f9d8f82743d2",
        f"{launch}?fact=dd0906e59aa08b8220b0&lang=fr#words": "/statement/dd0906e59aa08b8220b0",
        f"{launch}?passage=1884-1897#words": "/text/19146400cb75d0d6/1884-1897",
    }
    for of, iri in chosen.items():
        given = client.get("/citation.bib", query_string={"of": of})
        assert given.status_code == 200, of
        assert f"https://w3id.org/sommet{iri}}}" in given.text


@pytest.mark.parametrize(
    "of", ["nothing", "/id/agent/zzz", "//elsewhere.org/", "/text/", "x" * 900]
)
def test_what_the_release_does_not_know_cannot_be_cited(client: FlaskClient, of: str) -> None:
    answer = client.get("/citation.bib", query_string={"of": of})
    assert answer.status_code == 404
    assert answer.get_json()["error"]["name"] == "of"


def test_a_fact_has_no_citation_cff(client: FlaskClient) -> None:
    answer = client.get("/citation.cff?of=/id/agent/fra")
    assert answer.status_code == 400


def test_what_has_a_meaning_to_tex_is_written_as_itself(release: Release) -> None:
    work = replace(release_work(read(release.folder), "en"), title=r"50 % of {A} & B_1 \ ~ ^ #")
    line = next(line for line in bibtex(work).splitlines() if "title" in line)
    expected = r"50 \% of \{A\} \& B\_1 \textbackslash{} \textasciitilde{} \textasciicircum{} \#"
    assert line == f"  title = {{{{{expected}}}}},"


@pytest.mark.parametrize(
    ("language", "message", "warning"),
    [
        ("en", "The object of “member of” must be", "Two holders on 2024-05-03"),
        ("fr", "doit être de la classe", "Deux titulaires le 2024-05-03"),
    ],
)
def test_the_report_tells_why_facts_were_set_aside(
    reader: FlaskClient, history: tuple[Path, Release], language: str, message: str, warning: str
) -> None:
    digest = history[1].hash
    text = reader.get(f"/release/{digest}/validation?lang={language}", headers=BROWSER).text
    assert message in text
    assert warning in text
    assert f'href="/shapes?lang={language}#MemberOf-object"' in text
    # What the message names is named, not given as an IRI.
    assert "https://w3id.org" not in text.partition("<main")[2].partition("<footer")[0]
    assert f'href="/id/person/ana-rojas?lang={language}"' in text


def test_the_report_of_the_four_texts(client: FlaskClient) -> None:
    text = client.get("/validation?lang=en", headers=BROWSER).text
    assert "No document was set aside." in text
    assert text.count(">agrees<") == 5
    assert "subject: Launch is none of Organisation, Instrument" in text
    numbers = re.findall(r'<td class="number">(\d+)</td>', text.partition('id="coverage"')[2])
    assert len(numbers) == 4 * 7
    assert "14" in numbers
    assert not leaks(text.encode())


def test_what_the_report_links_to_is_there(client: FlaskClient) -> None:
    text = client.get("/validation", headers=BROWSER).text.partition("<main")[2]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', text)}
    assert len(links) >= 20
    for link in links:
        with client.get(link, headers=BROWSER, follow_redirects=True) as answer:
            assert answer.status_code == 200, link


def test_the_report_is_given_as_it_was_written(client: FlaskClient, release: Release) -> None:
    with client.get(f"/release/{release.hash}/report.ttl") as answer:
        assert answer.content_type == "text/turtle; charset=utf-8"
        report = Graph().parse(data=answer.data, format="turtle")
        assert "immutable" in answer.headers["Cache-Control"]
    assert len(set(report.subjects(SH.conforms))) == 5
    with client.get(f"/release/{release.hash}/report.txt") as answer:
        assert answer.data == (release.folder / "report.txt").read_bytes()


@pytest.mark.parametrize("page", ["0", "10001", "x"])
def test_pages_of_coverage_are_counted(client: FlaskClient, page: str) -> None:
    answer = client.get("/validation", query_string={"page": page})
    assert answer.status_code == 400
    assert answer.get_json()["error"]["name"] == "page"
