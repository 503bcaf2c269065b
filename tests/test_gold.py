"""The four texts against what careful readers found in them, in the graph as it is published."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, RDFS, SKOS, URIRef
from rdflib.term import Node

from graph.lexicon import annotations, rows
from graph.model import Document, Literal, Mode, Reading
from graph.names import Iris
from graph.read import key, read
from graph.release import Release
from graph.settings import CORPUS
from graph.statement import extract
from tests.extraction import bare
from tests.spans import grounded

GOLD = Path(__file__).parent / "gold"
TEXTS: dict[str, str] = json.loads((GOLD / "index.json").read_text(encoding="utf8"))
IRIS = Iris("https://w3id.org/sommet/")
Row = dict[str, Any]
Triple = tuple[Node, Node, Node]
RELATIONS = frozenset(row["relation"] for row in rows("../rules/relations.csv"))
SYMMETRIC = frozenset({"partnerWith"})
# Their subject may be the text itself, which readers name as they like.
OWN = frozenset({"publishedOn", "publishedBy", "issuedIn"})


def sommet(term: str) -> URIRef:
    return URIRef(IRIS.term(term))


@cache
def gold(name: str) -> tuple[Row, ...]:
    return tuple(json.loads((GOLD / f"{name}.json").read_text(encoding="utf8")))


def traps() -> list[tuple[str, Row]]:
    return [
        (name, trap)
        for name in TEXTS
        for trap in json.loads((GOLD / f"{name}.traps.json").read_text(encoding="utf8"))
    ]


def gold_names(name: str, end: str) -> frozenset[str]:
    """Every bare name that the gold of a text gives the thing of one name."""
    found = {bare(end)}
    for row in gold(name):
        if row["kind"] == "entity" and row["canonical"] == end:
            found |= {bare(mention) for mention in row["mentions"]}
    return frozenset(found)


def is_the_text(name: str, end: str) -> bool:
    """Whether the gold of a text calls the text itself so: it is what was published."""
    return any(row.get("relation") == "publishedOn" and row["subject"] == end for row in gold(name))


@dataclass(frozen=True)
class Published:
    """The default graph of a release, which holds what is inferred too.

    :ivar named: the nodes that bear a bare name, or are a date or a number written so
    :ivar texts: the nodes that stand for each text
    """

    triples: frozenset[Triple]
    named: dict[str, frozenset[Node]]
    texts: dict[str, frozenset[Node]]

    def nodes(self, name: str, end: str) -> frozenset[Node]:
        """What an end of a fact of the gold may be in the graph."""
        own = self.texts[name] if is_the_text(name, end) else frozenset()
        return own.union(*(self.named.get(n, ()) for n in gold_names(name, end)))

    def facts(self, name: str, wrong: Row) -> frozenset[Triple]:
        """The triples that would say what a trap says, of all the things it may mean."""
        subjects = self.nodes(name, wrong["subject"])
        if wrong["relation"] == "type":
            classes = {c for c, written in annotations().items() if written == wrong["object"]}
            return frozenset((s, RDF.type, sommet(c)) for s in subjects for c in classes)
        objects = self.nodes(name, wrong["object"])
        return frozenset((s, sommet(wrong["relation"]), o) for s in subjects for o in objects)

    def holds(self, name: str, trap: Row) -> list[Triple]:
        return sorted(self.facts(name, trap["wrong"]) & self.triples)


@pytest.fixture(scope="module")
def published(release: Release) -> Published:
    store = release.store()
    triples = frozenset(store.triples())
    named: dict[str, set[Node]] = {}
    for s, p, o in triples:
        if p in (RDFS.label, SKOS.altLabel, sommet("edtf")):
            named.setdefault(bare(str(o)), set()).add(s)
        elif str(p).startswith(IRIS.term("")) and not isinstance(o, URIRef):
            named.setdefault(bare(str(o)), set()).add(o)
    texts = {}
    for name, file in TEXTS.items():
        facts = store.triples(IRIS.facts(key(file)))
        own = {s for s, p, _ in facts if p == sommet("publishedOn")}
        texts[name] = frozenset({URIRef(IRIS.document(key(file))), *own})
    return Published(triples, {n: frozenset(nodes) for n, nodes in named.items()}, texts)


@pytest.mark.parametrize(
    ("name", "trap"), [pytest.param(*case, id=case[1]["id"]) for case in traps()]
)
def test_no_trap_holds_in_the_published_graph(published: Published, name: str, trap: Row) -> None:
    assert published.holds(name, trap) == [], trap["why"]


def test_a_trap_that_is_planted_is_found(published: Published) -> None:
    planted = 0
    for name, trap in traps():
        facts = published.facts(name, trap["wrong"])
        for fact in sorted(facts)[:1]:
            fallen = replace(published, triples=published.triples | {fact})
            assert fallen.holds(name, trap) == [fact]
            planted += 1
    assert planted >= 48, "most traps must name things that the graph has"
    assert len(traps()) >= 65


def test_what_the_gold_says_would_be_found_as_a_trap(published: Published) -> None:
    wrong = {"subject": "Canada", "relation": "foundingMemberOf", "object": "PMIA"}
    assert published.holds("seed-001", {"wrong": wrong})


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """The four texts by the IRI of their characters."""
    found = [read(CORPUS / file) for file in TEXTS.values()]
    return {IRIS.text(document.sha256): document for document in found}


def test_every_piece_of_evidence_slices_back(
    release: Release, documents: dict[str, Document]
) -> None:
    graph = list(release.store().triples(IRIS.graph("statements")))
    said = {(s, p): o for s, p, o in graph}
    selectors = [(s, o) for s, p, o in graph if str(p).endswith("hasSelector")]
    passages = {s for s, p, o in graph if (p, o) == (RDF.type, sommet("Passage"))}
    evidence = {o for _, p, o in graph if p == sommet("evidence")}
    assert evidence <= passages
    assert (len(passages), len(evidence)) >= (180, 100)
    assert len(selectors) == 3 * len(passages)
    oa = "http://www.w3.org/ns/oa#"
    for passage in passages:
        masked = documents[str(said[passage, sommet("ofText")])].masked
        words = str(said[passage, sommet("exactWords")])
        position, quote = URIRef(f"{passage}#position"), URIRef(f"{passage}#quote")
        start, end = (int(str(said[position, URIRef(oa + x)])) for x in ("start", "end"))
        assert masked[start:end] == words == str(said[quote, URIRef(oa + "exact")])
        assert str(passage).endswith(f"/{start}-{end}")
        assert passage not in evidence or "█" not in words
        for part, around in (("prefix", masked[:start][-32:]), ("suffix", masked[end:][:32])):
            assert str(said.get((quote, URIRef(oa + part)), "")) == around


def test_no_statement_is_without_evidence(release: Release) -> None:
    graph = list(release.store().triples(IRIS.graph("statements")))
    statements = {s for s, p, o in graph if (p, o) == (RDF.type, sommet("Statement"))}
    assert len(statements) >= 280
    for name in ("evidence", "passage", "madeByRule", "assertedBy", "mode", "statedIn"):
        assert statements <= {s for s, p, _ in graph if p == sommet(name)}


def test_every_fact_of_a_text_has_a_statement_that_tells_it(release: Release) -> None:
    store = release.store()
    told: dict[Node, dict[Node, Node]] = {}
    for s, p, o in store.triples(IRIS.graph("statements")):
        told.setdefault(s, {})[p] = o
    negated = URIRef(IRIS.concept("mode", Mode.NEGATED))
    parts = [sommet(end) for end in ("subject", "predicate", "object")]
    stated = {
        tuple(one[p] for p in parts)
        for one in told.values()
        if sommet("mode") in one and one[sommet("mode")] != negated
    }
    relations = {sommet(relation) for relation in RELATIONS}
    facts = {
        triple
        for file in TEXTS.values()
        for triple in store.triples(IRIS.facts(key(file)))
        if triple[1] in relations
    }
    assert len(facts) >= 250
    assert facts == stated


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    found = {name: extract(read(CORPUS / file)) for name, file in TEXTS.items()}
    for reading in found.values():
        grounded(reading)
    return found


Stated = tuple[str, frozenset[str], frozenset[str], bool]


def stated(reading: Reading) -> list[Stated]:
    """The facts that a reading publishes, each end with its bare names."""
    masked = reading.document.masked
    names = {e.key: {bare(n) for n in (e.label, *e.names)} for e in reading.entities}
    for mention in reading.mentions:
        names.setdefault(mention.entity, set()).add(bare(mention.span.of(masked)))
    return [
        (
            s.relation,
            frozenset(names.get(s.subject, ())),
            frozenset({bare(s.object.value)})
            if isinstance(s.object, Literal)
            else frozenset(names.get(s.object, ())),
            s.subject.startswith("document/"),
        )
        for s in reading.statements
        if s.mode is not Mode.NEGATED
    ]


def agrees(name: str, row: Row, fact: Stated) -> bool:
    """Whether a fact that was found is one of the gold, by its relation and strict names."""
    relation, subjects, objects, is_own = fact
    ends = gold_names(name, row["subject"]), gold_names(name, row["object"])
    if row.get("literal") and row["time"]:
        ends = ends[0], ends[1] | {bare(row["time"])}
    if row["relation"] != relation:
        return False
    straight = (ends[0] & subjects or (is_own and relation in OWN)) and ends[1] & objects
    return bool(straight or (relation in SYMMETRIC and ends[0] & objects and ends[1] & subjects))


def relations(name: str) -> list[Row]:
    return [row for row in gold(name) if row["kind"] == "relation"]


def shares(readings: dict[str, Reading]) -> Iterator[tuple[int, int, int, int]]:
    """For each text: explicit facts of the gold found, and how many; facts right, and how many."""
    for name, reading in readings.items():
        found, rows_ = stated(reading), relations(name)
        must = [row for row in rows_ if row["explicit"]]
        hit = sum(any(agrees(name, row, fact) for fact in found) for row in must)
        vocabulary = {row["relation"] for row in rows_}
        ours = [fact for fact in found if fact[0] in vocabulary]
        right = sum(any(agrees(name, row, fact) for row in rows_) for fact in ours)
        yield hit, len(must), right, len(ours)


def test_facts_of_the_gold_are_found(readings: dict[str, Reading]) -> None:
    hit, must, right, ours = (sum(column) for column in zip(*shares(readings), strict=True))
    assert must >= 270
    assert hit / must >= 0.75, f"{hit} of {must} explicit facts"
    assert right / ours >= 0.75, f"{right} of {ours} facts found are right"


def test_no_text_is_read_badly(readings: dict[str, Reading]) -> None:
    for hit, must, right, ours in shares(readings):
        assert hit / must >= 0.65
        assert right / ours >= 0.65


def test_things_of_the_gold_are_found(readings: dict[str, Reading]) -> None:
    wanted = missed = 0
    for name, reading in readings.items():
        masked = reading.document.masked
        found = {bare(n) for e in reading.entities for n in (e.label, *e.names)}
        found |= {bare(m.span.of(masked)) for m in reading.mentions}
        for row in gold(name):
            if row["kind"] == "entity" and row["explicit"] and row["type"] not in {"topic", "role"}:
                wanted += 1
                missed += not gold_names(name, row["canonical"]) & found
    assert wanted >= 180
    assert missed / wanted <= 0.06, f"{missed} of {wanted}"


def test_words_that_are_quoted_have_their_speaker(readings: dict[str, Reading]) -> None:
    quoted = 0
    for name, reading in readings.items():
        speakers = {
            bare(re.sub(r"\W+", " ", words)): who
            for relation, subjects, who, _ in stated(reading)
            for words in subjects
            if relation == "statedBy"
        }
        for row in gold(name):
            if row["kind"] == "statement" and row["explicit"]:
                words = bare(re.sub(r"\W+", " ", row["subject"]))
                who = next((w for said, w in speakers.items() if said[:40] in words), frozenset())
                assert gold_names(name, row["object"]) & who, row["subject"][:60]
                quoted += 1
    assert quoted >= 7
