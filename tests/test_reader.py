"""The page on a document: the text to the character, its marks, its facts, its addresses."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.marked import Marked, Told, file_of, read_marked
from graph.model import Mark, Span
from graph.release import Release
from graph.segment import segment
from graph.settings import load
from server.app import create_app
from server.reader.asked import PART, parts_of
from server.reader.pieces import column, exact, quoted
from server.releases import Fixed, Served

BASE = "https://w3id.org/sommet/"
LAUNCH = "/document/001-0146f9d8f82743d2"
INDIA = Span(368, 372)
FOUNDING = "dd0906e59aa08b8220b0"


class Column(HTMLParser):
    """The characters of the text's column as a browser reads them, and what is marked there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words = ""
        self.marks: list[tuple[str, int]] = []
        self.lit = ""
        self._open: list[str] = []
        # A browser makes line feeds of what ends lines in a file.
        self.feed(page.replace("\r\n", "\n").replace("\r", "\n"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if self._open or values.get("id") == "text":
            self._open.append("lit" if "lit" in (values.get("class") or "").split() else "")
        if self._open and tag == "a":
            self.marks.append((values["href"] or "", len(self.words)))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.words += data
            self.lit += data if "lit" in self._open else ""


def marked_of(release: Release, path: str = LAUNCH) -> Marked:
    document = BASE + path[1:]
    (text,) = [text for text in release.manifest["texts"] if text["document"] == document]
    found = read_marked(file_of(release.folder, text["sha256"]), document)
    assert found is not None
    return found


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def documents(release: Release) -> list[str]:
    return [text["document"].replace(BASE, "/") for text in release.manifest["texts"]]


def test_the_column_is_the_text_to_the_character(client: FlaskClient, release: Release) -> None:
    paths = documents(release)
    assert len(paths) == 4
    for path in paths:
        marked = marked_of(release, path)
        for query in ("", "?passage=3-40", f"?fact={marked.told[3].digest}"):
            assert Column(page(client, path + query)).words == marked.text


def test_every_mark_leads_to_its_words(client: FlaskClient, release: Release) -> None:
    marked = marked_of(release)
    found = Column(page(client, LAUNCH))
    assert len(found.marks) >= 100
    spans = {mark.span for mark in marked.marks}
    for href, at in found.marks:
        start, end = map(int, re.findall(r"\d+", href))
        assert Span(start, end) in spans
        assert start <= at < end
    # A name that others fill from end to end has no character of its own to press on.
    reached = {Span(*map(int, re.findall(r"\d+", href))) for href, _ in found.marks}
    assert all(any(s != r and s.contains(r) for r in reached) for s in spans - reached)


def test_a_fact_lights_its_words_and_stands_alone(client: FlaskClient, release: Release) -> None:
    text = page(client, f"{LAUNCH}?fact={FOUNDING}")
    (told,) = [one for one in marked_of(release).told if one.digest == FOUNDING]
    words = "".join(span.of(marked_of(release).text) for span in told.evidence)
    assert Column(text).lit == words
    assert text.count('aria-current="true"') == 1
    shown = re.findall(r'<li class="fact-card[^"]*" id="fact-(\w+)"[^>]*">', text)
    assert shown == [FOUNDING]
    assert text.count('id="words"') == 1
    assert f'<a href="/statement/{FOUNDING}">' in text


def test_words_show_their_facts_and_what_they_name(client: FlaskClient) -> None:
    text = page(client, f"{LAUNCH}?passage={INDIA.start}-{INDIA.end}")
    assert Column(text).lit == "Inde"
    assert re.findall(r'<li class="fact-card[^"]*" id="fact-(\w+)"[^>]*">', text) == [FOUNDING]
    named = text[text.index('class="chosen-things') :].partition("</ul>")[0]
    assert 'href="/id/agent/ind"' in named
    # Words that are no name have the facts of all that overlaps them.
    whole = page(client, f"{LAUNCH}?passage=250-540")
    assert len(re.findall(r'<li class="fact-card[^"]*" id="fact-(\w+)"[^>]*">', whole)) >= 15


def test_words_on_which_nothing_rests_say_so(client: FlaskClient) -> None:
    text = page(client, f"{LAUNCH}?passage=560-569")
    assert re.search(r'<p class="notice chosen-none">No fact rests on these words', text)


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ("fact=x", 400, "fact"),
        ("fact=" + "0" * 20, 404, "fact"),
        ("passage=9", 400, "passage"),
        ("passage=9-9", 400, "passage"),
        ("passage=1-99999999999", 400, "passage"),
        ("passage=0-8000", 404, "passage"),
        ("part=0", 400, "part"),
        ("part=2", 404, "part"),
    ],
)
def test_what_the_text_has_not_is_told(
    client: FlaskClient, query: str, status: int, name: str
) -> None:
    for path in (LAUNCH, f"{LAUNCH}.html"):
        answer = client.get(f"{path}?{query}", headers={"Accept": "text/html"})
        assert answer.status_code == status
        assert "Traceback" not in answer.text
    # RDF has no such parts, and does not read them.
    assert client.get(f"{LAUNCH}.ttl?{query}").status_code == 200


def test_each_view_has_its_own_validator(client: FlaskClient) -> None:
    queries = ("", "?lang=fr", "?passage=368-372", f"?fact={FOUNDING}", "?part=1")
    tags = [client.get(f"{LAUNCH}.html{query}").headers["ETag"] for query in queries]
    assert len(set(tags)) == len(queries)


def test_the_head_tells_what_is_known_and_what_is_not(client: FlaskClient) -> None:
    text = page(client, f"{LAUNCH}?lang=en")
    for words in ("press release", "15 June 2020", "Paris", ">134<", "French"):
        assert words in text
    assert "22 of 40 sentences state a fact" in text
    assert "Its facts pass every check" in text
    assert re.search(r">15 membres fondateurs</a> <span[^>]*>found as many", text)
    other = page(client, "/document/002-c14fabae583efbe4?lang=fr")
    assert "non indiqué par le texte" in other


def test_statements_and_passages_lead_into_the_text(client: FlaskClient) -> None:
    for path, query in (
        (f"/statement/{FOUNDING}", f"fact={FOUNDING}"),
        ("/text/19146400cb75d0d6/240-551", "passage=240-551"),
    ):
        text = page(client, path)
        (href,) = re.findall(r'href="([^"]*)">Read it in the text', text)
        assert href == f"{LAUNCH}?{query}#words"
        assert 'id="words"' in page(client, href)
    assert "Read it in the text" not in page(client, "/text/19146400cb75d0d6")


def test_a_release_without_its_texts_says_so(release: Release) -> None:
    served = Served(release.hash, release.base, release.store())
    settings = load(Path(release.folder.parent.parent))
    app: Flask = create_app(Fixed(served), settings)
    text = page(app.test_client(), LAUNCH)
    assert "does not hold the text" in text
    assert "Read it in the text" not in page(app.test_client(), f"/statement/{FOUNDING}")


def made(text: str, marks: Sequence[Mark] = (), told: Sequence[Told] = ()) -> Marked:
    cut = segment(text)
    sentences = tuple(dict.fromkeys(sentence.span for sentence in cut.sentences))
    return Marked(
        "a.txt",
        "0" * 64,
        text,
        is_html=False,
        blocks=cut.blocks,
        residue=cut.residue,
        telling=(),
        silent=sentences,
        marks=tuple(marks),
        unlinked=0,
        told=tuple(told),
        dropped=(),
    )


def joined(marked: Marked, part: Span) -> str:
    made_ = column(marked, part)
    paragraphs = [p for section in made_.sections for p in section.paragraphs]
    return made_.before + "".join(
        "".join(piece.words for piece in p.pieces) + p.gap for p in paragraphs
    )


def test_a_long_text_is_cut_between_paragraphs() -> None:
    text = "".join(f"# Part {n}\n\n- One {n};\n- two.\r\n\r\n" for n in range(9_000))
    marked = made(text)
    parts = parts_of(marked)
    assert len(parts) > 5
    assert [one.end for one in parts[:-1]] == [two.start for two in parts[1:]]
    assert all(part.end - part.start <= PART + 100 for part in parts)
    assert "".join(joined(marked, part) for part in parts[:2]) == text[: parts[1].end]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "\ufeffx", "a", "**a**\r\nb\r\n\r\n- c\n- d", "🙂 a\n\n#"]
)
def test_any_text_is_whole(text: str) -> None:
    marked = made(text)
    assert joined(marked, Span(0, len(text))) == text
    assert parts_of(marked)[0].start == 0
    assert parts_of(marked)[-1].end == len(text)


def test_marks_that_overlap_are_cut_and_each_piece_knows_its_own() -> None:
    text = "Le ministre de la France est venu."
    marks = (Mark(Span(3, 24), "m", "Post"), Mark(Span(18, 24), "f", "State"))
    told = (Told("1", (Span(0, 24),), ()), Told("2", (Span(18, 33),), ()))
    (section,) = column(made(text, marks, told), Span(0, len(text)), (Span(20, 22),)).sections
    pieces = section.paragraphs[0].pieces
    assert all(one.span.end == two.span.start for one, two in pairwise(pieces))
    cut = [(p.words, p.mark.entity if p.mark else "", p.facts, p.is_lit) for p in pieces]
    assert cut == [
        ("Le ", "", ("1",), False),
        ("ministre de la ", "m", ("1",), False),
        ("Fr", "f", ("1", "2"), False),
        ("an", "f", ("1", "2"), True),
        ("ce", "f", ("1", "2"), False),
        (" est venu", "", ("2",), False),
        (".", "", (), False),
    ]


def test_a_sentence_is_quoted_without_markup() -> None:
    marked = made("Le **PMIA** est né.")
    assert quoted(marked, Span(0, 19), [Span(3, 11)]) == (
        ("Le ", False),
        ("PMIA", True),
        (" est né.", False),
    )


def test_what_is_shown_is_no_markup() -> None:
    assert exact("<script>&\r\0") == "&lt;script&gt;&amp;&#13;\ufffd"
