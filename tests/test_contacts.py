import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.read import contacts, read_bytes
from graph.release import Release
from graph.settings import CORPUS
from tests.spans import slices

# A text in which the mark ‹…› stands around each contact detail that must be found.
FOUND = [
    "Écrire à ‹ana.ruiz@example.org›.",
    "[‹presse@example.org›](‹mailto:presse@example.org›)",
    "‹mailto:ana@example.org?subject=x›",
    "‹ANA.RUIZ@EXAMPLE.ORG›",
    "‹ana@exämple.org›",
    "‹ana＠example.org›",
    "Contact : ‹presse.dcp chez ports.example.org›",
    "‹presse arobase exemple point org›",
    "‹presse (arobase) exemple (point) org›",
    "‹presse[à]exemple.org›",
    "‹press at example dot org›",
    "‹press [at] example [dot] org›",
    "‹press(at)example.org›",
    "‹01 53 00 43 10› / ‹06.85.00.55.09›",
    "‹01-53-00-43-10›, ‹0153004310›",
    "‹01\u00a053\u00a000\u00a043\u00a010›",
    "‹01\u202f53\u202f00\u202f43\u202f10›",
    "‹01 53 00\n43 10›",
    "‹+33 1 53 00 43 10› et ‹+33 (0)1 53 00 43 11›",
    "‹0033 1 53 00 43 10›",
    "‹+44 20 7946 0958›",
    "‹+44 20 7946 2012›",
    "‹+49 (30) 555-0142›",
    "‹+1 418 555 0142›, ‹+1-418-555-0143›",
    "‹(418) 555-0142›",
    "‹418 555-0142›",
    "‹418.555.0142›",
    "‹418 555 2019›",
    "‹1-800-555-0142›",
    "‹1 (800) 555-0142›",
    "tél. : ‹418 555 0142›",
    "Tel: ‹020 7946 0958›",
    "Téléphone : ‹02/555 01 42›",
    "‹tel:+15555550142›",
    "Fax ‹022 555 01 42›",
    "Phone: ‹555-0142›",
]
NONE = [
    "Lima, le 15/06/2020",
    "15.06.2020",
    "2020-06-15",
    "N°134",
    "du 10 au 12 mai 2023",
    "les 10 et 11 février 2025",
    "Fax 15/06/2020",
    "de 2018 à 2019, en 2019-2021",
    "la norme ISO/IEC 42001:2023",
    "le règlement (UE) 2024/1689",
    "A/RES/78/265",
    "ISBN 978-2-07-036822-8",
    "doi 10.1000/182",
    "10 000 000 euros",
    "1 500 000 000 dollars",
    "100 000 personnes",
    "Ana habite chez Luis.",
    "Il travaille chez Airbus Defence",
    "Elle dirige l’équipe chez Airbus. Elle parle.",
    "They meet at Lima at 10.30",
    "le mobile est inconnu",
]


@pytest.mark.parametrize("marked", FOUND)
def test_a_contact_detail_is_found_and_blotted_out(marked: str) -> None:
    text = re.sub("[‹›]", "", marked)
    wanted = re.findall("‹([^›]*)›", marked)
    spans = contacts(text)
    for span, exact in zip(spans, wanted, strict=True):
        slices(text, span, exact)
    masked = read_bytes("a.txt", text.encode()).masked
    assert len(masked) == len(text)
    assert masked == re.sub("‹([^›]*)›", lambda m: "█" * len(m[1]), marked)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_contact_detail_is_left(text: str) -> None:
    assert contacts(text) == ()
    assert read_bytes("a.txt", text.encode()).masked == text


def test_the_tables_are_not_cut() -> None:
    assert (len(FOUND), len(NONE)) >= (36, 20)


# Looser than the program's own patterns, on purpose: whatever looks like one of these in the four
# texts may stand nowhere else.
_LOOSE = (
    r"[\w.+-]+@[\w.-]+\w",
    r"[\w.]+ chez [\w-]+(?:\.[\w-]+)+",
    r"\b0\d(?: \d\d){4}\b",
)


def secrets() -> list[str]:
    """The contact details of the four texts, and what they would be without their spaces."""
    texts = [path.read_text(encoding="utf8") for path in sorted(CORPUS.glob("*.txt"))]
    assert len(texts) == 4
    found = {m[0] for text in texts for loose in _LOOSE for m in re.finditer(loose, text)}
    return sorted(found | {s.replace(" ", "") for s in found if s[0] == "0"})


def test_the_texts_have_contact_details_to_hide() -> None:
    found = secrets()
    assert sum("@" in s for s in found) == 3
    assert sum(" chez " in s for s in found) == 1
    assert sum(s[0] == "0" for s in found) == 6


def leaks(content: bytes) -> list[str]:
    """The contact details that stand in some bytes, however they are capitalised or escaped."""
    low = content.lower().replace(b"%40", b"@").replace(b"\\u0040", b"@").replace(b"&#64;", b"@")
    return [s for s in secrets() if s.lower().encode() in low]


def test_a_leak_would_be_seen() -> None:
    for secret in secrets():
        assert leaks(b"\x00" + secret.upper().encode() + b"\xff") == [secret]


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_no_file_of_a_release_holds_a_contact_detail(release: Release) -> None:
    found = list(files(release.folder))
    assert len(found) >= 10
    assert any("store" in path.parts for path in found)
    assert sum("texts" in path.parts for path in found) == 4
    for path in found:
        data = path.read_bytes()
        assert leaks(gzip.decompress(data) if path.suffix == ".gz" else data) == [], path


EVERYTHING = "SELECT * WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
TEXT_NODES = "DESCRIBE ?t WHERE { ?t a <https://w3id.org/sommet/ontology#Text> }"
ASKED = [
    (EVERYTHING, "application/sparql-results+json"),
    (EVERYTHING, "text/csv"),
    (EVERYTHING, "application/sparql-results+xml"),
    ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle"),
    ("CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json"),
    ("DESCRIBE ?s WHERE { ?s ?p ?o FILTER(ISIRI(?s)) }", "application/n-triples"),
    (TEXT_NODES, "text/turtle"),
    ("SELECT * WHERE { ?s ?p ?o FILTER(CONTAINS(STR(?o), '@')) }", "text/html"),
    ("SELECT * WHERE { ?s ?p ?o FILTER(CONTAINS(STR(?o), '█')) }", "text/html"),
]


@pytest.mark.parametrize(("query", "accept"), ASKED)
def test_no_answer_holds_a_contact_detail(client: FlaskClient, query: str, accept: str) -> None:
    response = client.post("/sparql", data={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.mimetype == accept
    assert leaks(response.data) == []


# Pages that are looked at; the others are drawn from the same store, which is looked at whole.
MOST_PAGES = 600

# Views of the network among them: there is no end of its filters.
MOST_VIEWS = 20


def pages(client: FlaskClient) -> list[str]:
    """The addresses that pages link to, from the first one on: those nearest to it."""
    found, waiting = ["/"], ["/"]
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0)
        with client.get(address, headers={"Accept": "text/html"}, follow_redirects=True) as answer:
            html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        for link in re.findall(r'href="(/[^"#]*)', html):
            path = link.replace("&amp;", "&")
            views = sum(one.startswith("/network?") for one in found)
            if path.startswith("/network?") and views >= MOST_VIEWS:
                continue
            if path not in found and not path.startswith("/static"):
                found.append(path)
                waiting.append(path)
    return found


def test_no_page_holds_a_contact_detail(client: FlaskClient) -> None:
    found = pages(client)
    assert len([path for path in found if path.startswith("/docs/")]) >= 5
    for path in found:
        with client.get(path, headers={"Accept": "text/html"}, follow_redirects=True) as answer:
            assert leaks(answer.data) == [], path


@pytest.mark.parametrize("path", ["/id/agent/fra", "/text/0/1-2", "/corpus", "/graph/corpus/"])
def test_no_refusal_holds_a_contact_detail(client: FlaskClient, path: str) -> None:
    assert leaks(client.get(path).data) == []
