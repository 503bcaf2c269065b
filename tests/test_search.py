"""The search index: what is found, in which order, whatever is typed; and that it is made and kept."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from graph.build import build
from graph.dataset.sources import DEFAULT_BASE, published
from graph.dataset.terms import Quad
from graph.errors import IndexMissingError, LimitError, ReleaseError, SearchError
from graph.names import Iris
from graph.release import Release
from graph.search import (
    FILE,
    MOST_CHARACTERS,
    Found,
    Index,
    Reader,
    asked,
    candidates,
    excerpt,
    has_index,
    write_index,
)
from graph.settings import load
from graph.store import Store
from tests.spans import slices
from tests.test_contacts import leaks, secrets

IRIS = Iris(DEFAULT_BASE)
PARTNERSHIP = IRIS.entity("agent/partenariat-mondial-pour-l-intelligence-artificielle")
FRANCE, OECD = IRIS.entity("agent/fra"), IRIS.entity("agent/oecd")
GRAPH = URIRef(IRIS.graph("facts/made"))


@pytest.fixture(scope="module")
def index(release: Release) -> Index:
    return Index(release.folder / FILE)


def search(index: Index, text: str, **how: str) -> Found:
    with index.opened() as reader:
        return reader.search(text, **how)  # type: ignore[arg-type]


def iris(found: Found) -> list[str]:
    return [hit.thing.iri for hit in found.hits]


# What is typed, and what must come first.
FIRST = [
    ("France", FRANCE, "same"),
    ("  FRANCE ", FRANCE, "same"),
    ("République française", FRANCE, "same"),
    ("OCDE", OECD, "same"),
    ("GPAI", PARTNERSHIP, "same"),
    ("Partenariat mondial sur l’IA", PARTNERSHIP, "same"),
    ("partenariat mondial pour l'intelligence artificielle", PARTNERSHIP, "same"),
    ("le Partenariat mondial sur l'intelligence artificielle (PMIA)", PARTNERSHIP, "same"),
    ("Global Partnership on Artificial Intelligence", PARTNERSHIP, "same"),
    ("Partenariat mondial", PARTNERSHIP, "beginning"),
    ("quebec", IRIS.entity("agent/ca-qc"), "same"),
    ("Québec", IRIS.entity("agent/ca-qc"), "same"),
    ("macron", IRIS.entity("person/emmanuel-macron"), "every"),
    ("Macron, Emmanuel", IRIS.entity("person/emmanuel-macron"), "every"),
]


@pytest.mark.parametrize(("text", "iri", "how"), FIRST)
def test_what_is_meant_comes_first(index: Index, text: str, iri: str, how: str) -> None:
    best = search(index, text).hits[0]
    assert (best.thing.iri, best.how) == (iri, how)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("mise en oeuvre", "œuvre"),
        ("d'intérêt", "intérêt"),
        ("membre fondateur", "fondateurs"),
        ("ethique", "éthique"),
    ],
)
def test_passages_are_found_without_accents_elisions_and_plurals(
    index: Index, text: str, word: str
) -> None:
    found = search(index, text, kind="passage")
    assert found.hits
    assert word in found.hits[0].line.text.lower()
    assert found.hits[0].how == "every"
    assert found.hits[0].thing.document.startswith(f"{DEFAULT_BASE}document/")


def test_intelligence_and_its_letters_find_each_other(index: Index) -> None:
    short, long = search(index, "IA"), search(index, "intelligence artificielle")
    assert short.total > 50
    assert abs(short.total - long.total) < short.total / 2


def test_the_ways_to_be_found_come_in_their_order(index: Index) -> None:
    with index.opened() as reader:
        found = reader.search("déclaration sur l'intelligence artificielle", most=1_000)
    order = ["same", "beginning", "every", "any"]
    places = [order.index(hit.how) for hit in found.hits]
    assert len(set(places)) >= 2
    assert places == sorted(places)
    assert len(set(iris(found))) == len(found.hits) == found.total


def test_more_statements_go_first_among_names_that_begin_alike(index: Index) -> None:
    with index.opened() as reader:
        found = reader.suggest("déclaration", most=50)
    links = [hit.thing.links for hit in found.hits if hit.how == "beginning"]
    assert len(links) >= 3
    assert links == sorted(links, reverse=True)


def test_pages_of_results_make_the_whole(index: Index) -> None:
    with index.opened() as reader:
        whole = reader.search("intelligence", most=1_000)
        parts = [reader.search("intelligence", first=n, most=7) for n in range(0, whole.total, 7)]
    assert len(parts) >= 3
    assert [hit for part in parts for hit in part.hits] == list(whole.hits)


def test_a_class_holds_what_is_below_it(index: Index) -> None:
    agents = search(index, "partenariat", type_=IRIS.term("Agent"))
    assert PARTNERSHIP in iris(agents)
    assert PARTNERSHIP not in iris(search(index, "partenariat", type_=IRIS.term("State")))
    assert {hit.thing.kind for hit in search(index, "france", kind="document").hits} <= {"document"}
    assert [t.iri for t in agents.hits[0].thing.types] == [IRIS.term("InternationalInitiative")]


def test_every_text_that_is_typed_towards_a_name_suggests_it(index: Index) -> None:
    name = "Slovaquie"
    with index.opened() as reader:
        for end in range(3, len(name) + 1):
            suggested = iris(reader.suggest(name[:end]))
            assert IRIS.entity("agent/svk") in suggested, name[:end]
        assert IRIS.entity("person/emmanuel-macron") in iris(reader.suggest("emm mac"))


def test_labels_are_told_in_the_language_asked_or_in_another(index: Index) -> None:
    centre = IRIS.entity("agent/centre-d-expertise-de-paris")
    with index.opened() as reader:
        things = reader.things([OECD, PARTNERSHIP, centre, "https://example.org/none"])
    assert set(things) == {OECD, PARTNERSHIP, centre}
    assert things[OECD].label("fr").text.startswith("Organisation de coopération")
    assert things[OECD].label("en").language == "en"
    assert things[PARTNERSHIP].label("en").text == "Global Partnership on AI"
    assert things[centre].label("en").language == "fr"


HOSTILE = [
    "",
    " ",
    '"',
    '""',
    "'",
    "*",
    "a*",
    '"a',
    "a OR",
    "AND",
    "NOT a",
    "NEAR(a b",
    "text:a",
    "- a",
    "^a",
    "{a b}:c",
    "a\x00b",
    "\x00",
    "😀",
    "👩‍👩‍👧",
    "\ud800",
    "%",
    "_",
    "'; DROP TABLE thing; --",
    "█",
    "ａｂ",
    "́",
    "ﷺ" * 20,
    "(" * 400,
    "a " * 250,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_is_syntax(index: Index, text: str) -> None:
    with index.opened() as reader:
        found = reader.search(text)
        assert found.total >= len(found.hits) >= 0
        assert reader.suggest(text).total <= 1_000
        assert all(0 <= one.score <= 100 for one in candidates(reader, text))


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_text_can_be_searched_for(index: Index, text: str) -> None:
    with index.opened() as reader:
        reader.search(text)
        reader.suggest(text)


def test_what_cannot_be_searched_for_is_told(index: Index) -> None:
    for text, how in (("a" * (MOST_CHARACTERS + 1), {}), ("a", {"kind": "x"})):
        with pytest.raises(SearchError) as told:
            search(index, text, **how)
        assert told.value.remedy
    with pytest.raises(SearchError, match="no such type"):
        search(index, "a", type_=IRIS.term("Nothing"))


def test_a_search_ends_at_its_time(index: Index) -> None:
    with pytest.raises(LimitError, match="longer than"), index.opened(0) as reader:
        reader.thing(FRANCE)


@pytest.mark.parametrize("content", [None, b"", b"no index", b"SQLite format 3\x00" + b"x" * 5000])
def test_a_file_that_is_no_index_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / FILE
    if content is not None:
        path.write_bytes(content)
    assert not has_index(path)
    with pytest.raises(IndexMissingError, match="no search index") as told, Index(path).opened():
        pass
    assert "sommet build" in told.value.remedy


def test_a_build_gives_an_older_release_its_index_and_changes_nothing_else(
    release: Release, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    folder = data / "releases" / release.hash
    shutil.copytree(release.folder, folder)
    (folder / FILE).unlink()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    made = build((), load(data))
    assert not made.is_new
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert after.pop(folder / FILE)
    assert {path for path in before if "store" not in path.parts} <= after.keys()
    assert {path: time for path, time in after.items() if path in before} == before
    assert iris(search(Index(folder / FILE), "OCDE"))[0] == OECD


def test_the_same_store_gives_the_same_index(release: Release, tmp_path: Path) -> None:
    store = release.store()
    for name in ("one", "two"):
        write_index(store, tmp_path / name, release.base)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_an_index_that_cannot_be_written_is_told(release: Release, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="cannot be written"):
        write_index(release.store(), tmp_path / "none" / FILE, release.base)


def test_the_index_holds_no_contact_detail(index: Index) -> None:
    with closing(sqlite3.connect(index.path)) as connection:
        lines = [text for (text,) in connection.execute("SELECT text FROM line")]
    assert len(lines) >= 300
    assert leaks("\n".join(lines).encode()) == []
    assert any("█" in line for line in lines)
    with index.opened() as reader:
        for secret in secrets():
            for hit in reader.search(secret).hits:
                assert leaks(hit.line.text.encode()) == []


def test_excerpts_mark_the_words_where_they_stand(index: Index) -> None:
    found = search(index, "france serbie", kind="passage")
    assert len(found.hits) >= 2
    for hit in found.hits:
        shown = excerpt(hit.line.text, asked("france serbie"))
        assert shown.text.strip("…") in hit.line.text
        assert shown.marks
        for mark in shown.marks:
            word = shown.text[mark.start : mark.end]
            slices(shown.text, mark, word)
            assert word.lower() in {"france", "serbie"}


@given(st.text(alphabet="ab œé’.\n", max_size=700), st.integers(10, 300))
@settings(deadline=None, max_examples=150)
def test_an_excerpt_is_a_part_of_its_text(text: str, most: int) -> None:
    shown = excerpt(text, ("ab", "oe"), most)
    assert shown.text.removeprefix("…").removesuffix("…") in text
    assert len(shown.text) <= most + 2
    assert all(0 <= mark.start < mark.end <= len(shown.text) for mark in shown.marks)


def quads(*names: tuple[str, str]) -> list[Quad]:
    made: list[Quad] = [
        (*triple, URIRef(IRIS.graph("ontology"))) for triple in published(DEFAULT_BASE)
    ]
    for key, name in names:
        thing = URIRef(IRIS.entity(key))
        made.append((thing, RDF.type, URIRef(IRIS.term("Agent")), GRAPH))
        made.append((thing, RDFS.label, Literal(name, lang="fr"), GRAPH))
        made.append((thing, SKOS.altLabel, Literal(f"Groupe {name}"), GRAPH))
    return made


def reader_of(folder: Path, *names: tuple[str, str]) -> Index:
    store = Store.empty()
    store.load(quads(*names))
    store.merge()
    write_index(store, folder / FILE, DEFAULT_BASE)
    return Index(folder / FILE)


def scores(reader: Reader, name: str) -> dict[str, float]:
    return {one.iri.rpartition("/")[2]: one.score for one in candidates(reader, name)}


def test_scores_tell_how_a_name_differs(tmp_path: Path) -> None:
    index = reader_of(tmp_path, ("agent/a", "Conseil de l'IA"), ("agent/b", "Conseil du numérique"))
    with index.opened() as reader:
        assert scores(reader, "Conseil de l'IA")["a"] == 100
        assert scores(reader, "CONSEIL DE L’IA")["a"] == 98
        assert scores(reader, "le Conseil de l'intelligence artificielle (CIA)")["a"] == 96
        assert 60 < scores(reader, "Conseil du numerik")["b"] < 90
        other = scores(reader, "Groupe Conseil du numérique")
        assert other.pop("b") == 100
        assert max(other.values()) < 90
        assert scores(reader, "Zanzibar") == {}


def test_a_large_index_still_answers_within_its_bounds(tmp_path: Path) -> None:
    names = [(f"agent/n{number}", f"Conseil numéro {number}") for number in range(1_200)]
    with reader_of(tmp_path, *names).opened() as reader:
        found = reader.search("conseil", most=5)
        assert found.cut
        assert found.total >= 1_000
        assert reader.search("conseil numéro 1199").hits[0].thing.iri.endswith("n1199")
        assert len(candidates(reader, "Conseil numero 12b")) <= 200
