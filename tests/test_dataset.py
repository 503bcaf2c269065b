import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice, permutations
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef

import ontology
from graph.dataset import Join, compose, dataset, digest, joins, sources
from graph.dataset.facts import SITUATIONS
from graph.dataset.identifiers import matches
from graph.dataset.terms import Quad
from graph.model import Entity, Mode, Reading, Span, TimeRole
from graph.model import Literal as Value
from graph.store import Store
from tests.readings import (
    BASE,
    CANADA,
    FRANCE,
    PMIA,
    SUMMIT,
    entity,
    reading,
    span,
    statement,
)

S = BASE + "ontology#"
ID = BASE + "id/"
FACTS = URIRef(BASE + "graph/facts/one")
STATEMENTS = URIRef(BASE + "graph/statements")
OA = "http://www.w3.org/ns/oa#"


def graph(quads: Iterable[Quad], name: URIRef) -> Graph:
    made = Graph()
    for s, p, o, g in quads:
        if g == name:
            made.add((s, p, o))
    return made


def facts(*readings: Reading) -> Graph:
    return graph(dataset(readings or (reading(),), BASE), FACTS)


def statements(*readings: Reading) -> Graph:
    return graph(dataset(readings or (reading(),), BASE), STATEMENTS)


def default(*readings: Reading) -> Store:
    store = Store.empty()
    store.load(dataset(readings, BASE))
    store.merge()
    return store


def term(name: str) -> URIRef:
    return URIRef(S + name)


PMIA_IRI = URIRef(ID + PMIA.key)
FRANCE_IRI = URIRef(ID + "agent/fra")
CANADA_IRI = URIRef(ID + "agent/can")


def test_each_document_has_a_graph_of_facts_and_all_share_those_of_statements_and_coverage() -> (
    None
):
    two = reading("two.txt", text="Le Canada et la France créent le Partenariat mondial sur l'IA.")
    names = {str(quad[3]) for quad in dataset([reading(), two], BASE)}
    assert names == {
        f"{BASE}graph/{name}" for name in ("coverage", "facts/one", "facts/two", "statements")
    }


def test_statements_become_plain_triples_save_the_negated() -> None:
    found = facts()
    assert (FRANCE_IRI, term("foundingMemberOf"), PMIA_IRI) in found
    assert (FRANCE_IRI, term("hostOf"), URIRef(ID + "event/sommet")) in found
    assert (CANADA_IRI, term("hostOf"), None) not in found
    assert found.value(PMIA_IRI, term("foundingMemberCount")) == Literal(2)


def test_a_string_is_a_plain_literal() -> None:
    said = statement(SUMMIT, "budget", Value("deux millions d'euros"))
    found = facts(reading(statements=(said,)))
    assert found.value(URIRef(ID + "event/sommet"), term("budget")) == Literal(
        "deux millions d'euros"
    )


def test_a_date_becomes_a_time_span_with_its_days() -> None:
    found = facts()
    node = URIRef(ID + "time/2025")
    assert (URIRef(ID + "event/sommet"), term("heldOn"), node) in found
    assert (node, RDF.type, term("TimeSpan")) in found
    assert [str(o) for o in found.objects(node, term("edtf"))] == ["2025"]
    assert [str(o) for o in found.objects(node, term("begin"))] == ["2025-01-01"]
    assert [str(o) for o in found.objects(node, term("end"))] == ["2025-12-31"]


def test_an_open_end_has_no_day() -> None:
    found = facts(reading(statements=(statement(FRANCE, "memberOf", PMIA, time="2020/.."),)))
    node = URIRef(ID + "time/2020--..")
    assert (node, term("begin"), None) in found
    assert (node, term("end"), None) not in found


@pytest.mark.parametrize(("relation", "class_"), SITUATIONS.items())
def test_each_situational_relation_has_its_situation(relation: str, class_: str) -> None:
    made = reading(statements=(statement(FRANCE, relation, PMIA, time="2020-06"),))
    found, stated = facts(made), statements(made)
    (node,) = found.subjects(RDF.type, term(class_))
    assert str(node).startswith(ID + "situation/")
    assert found.value(node, term("hasParticipant")) == FRANCE_IRI
    assert found.value(node, term("concerns")) == PMIA_IRI
    assert found.value(node, term("attestedIn")) == URIRef(ID + "time/2020-06")
    (said,) = stated.subjects(RDF.type, term("Statement"))
    assert stated.value(said, term("describes")) == node
    assert (FRANCE_IRI, term(relation), PMIA_IRI) in found


def test_a_negated_statement_makes_no_situation() -> None:
    made = reading(statements=(statement(FRANCE, "memberOf", PMIA, mode=Mode.NEGATED),))
    assert not list(facts(made).subjects(term("concerns"), None))
    assert not list(statements(made).subjects(term("describes"), None))
    assert len(list(statements(made).subjects(RDF.type, term("Statement")))) == 1


def test_the_time_of_a_situation_says_whether_it_began() -> None:
    found = facts()
    day = URIRef(ID + "time/2020-06-15")
    assert len(list(found.subjects(term("beganIn"), day))) == 2
    assert not list(found.subjects(term("attestedIn"), day))


def test_a_statement_says_who_said_it_where_how_and_by_which_rule() -> None:
    made = reading()
    first = made.statements[0]
    found = statements(made)
    node = URIRef(f"{BASE}statement/{digest(made.document, first)}")
    document = URIRef(BASE + "document/one")
    assert {p: o for p, o in found.predicate_objects(node) if p != term("describes")} == {
        RDF.type: term("Statement"),
        term("subject"): CANADA_IRI,
        term("predicate"): term("foundingMemberOf"),
        term("object"): PMIA_IRI,
        term("mode"): URIRef(BASE + "vocabulary/mode/asserted"),
        term("statedIn"): document,
        term("assertedBy"): document,
        term("madeByRule"): URIRef(BASE + "rule/creates"),
        term("time"): URIRef(ID + "time/2020-06-15"),
        term("timeRole"): URIRef(BASE + "vocabulary/time-role/began"),
        term("evidence"): URIRef(f"{BASE}text/{made.document.sha256[:16]}/0-69"),
        term("passage"): URIRef(f"{BASE}text/{made.document.sha256[:16]}/0-69"),
    }


def test_the_speaker_asserts_what_is_quoted() -> None:
    speaker = entity("person/ann-lee", "Person", "Ann Lee", language="en")
    said = replace(statement(FRANCE, "hostOf", SUMMIT), asserter=speaker.key)
    found = statements(reading(entities=(FRANCE, SUMMIT, speaker), statements=(said,)))
    assert list(found.objects(None, term("assertedBy"))) == [URIRef(ID + "person/ann-lee")]


def test_a_passage_is_cut_from_the_masked_text_and_slices_back() -> None:
    made = reading()
    words = span(made.document.text, "(PMIA). Cabinet : presse@example.org.")
    found = statements(
        reading(statements=(statement(CANADA, "memberOf", PMIA, evidence=(words,)),))
    )
    node = URIRef(f"{BASE}text/{made.document.sha256[:16]}/{words.start}-{words.end}")
    exact = str(found.value(node, term("exactWords")))
    assert exact == made.document.masked[words.start : words.end]
    assert "presse" not in exact
    quote = URIRef(f"{node}#quote")
    assert str(found.value(quote, URIRef(OA + "exact"))) == exact
    assert str(found.value(quote, URIRef(OA + "prefix"))) == made.document.masked[30:62]
    assert len(str(found.value(quote, URIRef(OA + "suffix")))) == 32
    position = URIRef(f"{node}#position")
    assert found.value(position, URIRef(OA + "start")) == Literal(words.start)
    assert found.value(position, URIRef(OA + "end")) == Literal(words.end)
    fragment = URIRef(f"{node}#fragment")
    assert str(found.value(fragment, RDF.value)) == f"char={words.start},{words.end}"
    assert len(list(found.objects(node, URIRef(OA + "hasSelector")))) == 3


def test_no_quad_bears_a_contact_detail_or_a_blank_node() -> None:
    for quad in dataset([reading()], BASE):
        assert not any(isinstance(part, BNode) for part in quad)
        assert "presse@" not in " ".join(map(str, quad))


def test_one_statement_made_by_two_rules_is_one_with_the_evidence_of_both() -> None:
    twice = (
        statement(FRANCE, "memberOf", PMIA, rule="b", evidence=(Span(0, 20),)),
        statement(FRANCE, "memberOf", PMIA, rule="a", evidence=(Span(5, 30),)),
    )
    for order in (twice, twice[::-1]):
        found = statements(reading(statements=order))
        (node,) = found.subjects(RDF.type, term("Statement"))
        assert list(found.objects(node, term("madeByRule"))) == [URIRef(BASE + "rule/b")]
        assert len(list(found.objects(node, term("evidence")))) == 2


def test_the_hash_of_a_statement_leaves_out_its_rule_and_place() -> None:
    own = reading().document
    one = statement(FRANCE, "memberOf", PMIA)
    other = statement(
        FRANCE, "memberOf", PMIA, rule="x", evidence=(Span(3, 4),), role=TimeRole.ENDED
    )
    assert digest(own, one) == digest(own, other)
    assert re.fullmatch("[0-9a-f]{20}", digest(own, one))
    changed = (
        replace(one, time="2020"),
        replace(one, mode=Mode.PLANNED),
        replace(one, asserter="person/x"),
        replace(one, subject="agent/can"),
        replace(one, relation="hosts"),
        replace(one, object=Value(PMIA.key + "x")),
    )
    assert len({digest(own, s) for s in (one, *changed)}) == 7


def test_the_document_is_a_thing_with_class_label_date_and_text() -> None:
    made = reading()
    node = URIRef(BASE + "document/one")
    assert facts(made).value(node, RDF.type) == term("PressRelease")
    assert facts(made).value(node, RDFS.label) == Literal("Titre de one.txt", lang="fr")
    found = statements(made)
    text = URIRef(f"{BASE}text/{made.document.sha256[:16]}")
    assert found.value(node, DCTERMS.hasFormat) == text
    assert found.value(node, DCTERMS.date) == URIRef(ID + "time/2020-06-15")
    assert found.value(text, DCTERMS.identifier) == URIRef("urn:sha256:" + made.document.sha256)


def test_a_label_is_the_lexicon_s_and_other_names_are_alternatives() -> None:
    korea = entity("agent/kor", "State", "République de Corée", "Corée du Sud")
    found = facts(reading(entities=(korea,), statements=()))
    node = URIRef(ID + "agent/kor")
    labels = {(str(o), o.language) for o in found.objects(node, RDFS.label)}  # type: ignore[attr-defined]
    assert {language for _, language in labels} == {"fr", "en"}
    alternatives = {str(o) for o in found.objects(node, SKOS.altLabel)}
    assert {"République de Corée", "Corée du Sud"} <= alternatives | {text for text, _ in labels}
    assert not alternatives & {text for text, _ in labels}


def named(label: str) -> Entity:
    return entity("agent/institut-x", "Organisation", label)


@pytest.mark.parametrize(
    ("labels", "chosen"),
    [
        (["Institut X", "Institut X", "Institut X de Lyon"], "Institut X"),
        (["Institut X", "Institut X de Lyon"], "Institut X de Lyon"),
        (["Institut Y", "Institut X"], "Institut X"),
    ],
)
def test_one_label_in_a_language_over_all_documents(labels: list[str], chosen: str) -> None:
    readings = [
        reading(f"{i}.txt", entities=(named(label),), mentions=(), statements=())
        for i, label in enumerate(labels)
    ]
    for order in (readings, readings[::-1]):
        store = default(*order)
        found = {o for s, p, o in store.triples() if p == RDFS.label and str(s).endswith("-x")}
        assert found == {Literal(chosen, lang="fr")}


def test_what_a_text_says_more_often_is_more_frequent() -> None:
    text = "Le PMIA ; le PMIA ; le Partenariat."
    places = [m.span() for m in re.finditer("PMIA|Partenariat", text)]
    mentions = tuple(
        replace(reading().mentions[0], span=span(text, text[a:b]), entity="agent/p")
        for a, b in places
    )
    readings = [
        reading("a.txt", text=text, entities=(entity("agent/p", "Organisation", "PMIA"),),
                mentions=mentions, statements=()),
        reading("b.txt", entities=(entity("agent/p", "Organisation", "Partenariat"),),
                mentions=(), statements=()),
    ]  # fmt: skip
    found = {str(o) for s, p, o in default(*readings).triples() if p == RDFS.label}
    assert "PMIA" in found
    assert "Partenariat" not in found


@pytest.mark.parametrize(
    ("types", "chosen"),
    [
        (["Organisation", "InternationalInitiative"], "InternationalInitiative"),
        (["Agent", "Organisation", "Secretariat"], "Secretariat"),
        (["Secretariat", "Council", "Council"], "Council"),
        (["Secretariat", "Council"], "Council"),
    ],
)
def test_one_class_over_all_documents(types: list[str], chosen: str) -> None:
    readings = [
        reading(f"{i}.txt", entities=(entity("agent/x", type_, "X"),), mentions=(), statements=())
        for i, type_ in enumerate(types)
    ]
    for order in (readings, readings[::-1]):
        store = default(*order)
        found = {o for s, p, o in store.triples() if p == RDF.type and str(s) == ID + "agent/x"}
        assert found == {term(chosen)}


def test_a_second_document_that_repeats_a_fact_changes_no_count() -> None:
    text = (
        "Autre texte : le Canada et la France créent le Partenariat mondial sur l'IA, dit-on ici."
    )
    one, two = default(reading()), default(reading(), reading("two.txt", text=text))
    for predicate in ("foundingMemberOf", "hasParticipant", "concerns", "beganIn", "heldOn"):
        counts = [sum(p == term(predicate) for _, p, _ in store.triples()) for store in (one, two)]
        assert counts[0] == counts[1] > 0


def names(*pairs: tuple[str, ...]) -> list[list[Entity]]:
    return [
        [entity(key, "Person" if key.startswith("person") else "Organisation", label, *more)]
        for key, label, *more in pairs
    ]


JOINED = [
    (
        names(
            ("agent/partenariat-mondial-sur-l-ia", "Partenariat mondial sur l'IA", "PMIA"),
            ("agent/partenariat-mondial-d-ia", "Partenariat mondial d'IA responsable", "PMIA"),
        ),
        "acronym",
    ),
    (
        names(
            ("event/sommet-pour-l-action-sur-l-ia", "Sommet pour l'action sur l'IA"),
            ("event/sommet-de-l-action-pour-l-ia", "Sommet de l'action pour l'IA"),
        ),
        "connectives",
    ),
]  # fmt: skip
APART = {
    "another head": names(("agent/a-b", "Partenariat A", "PMI"), ("agent/c-d", "Pacte C", "PMI")),
    "another edition": names(
        ("event/sommet-g7-2018", "Sommet G7 2018", "SG7"),
        ("event/sommet-g7-2019", "Sommet G7 2019", "SG7"),
    ),
    "an acronym of a word in the name": names(
        ("event/sommet-sur-l-ia-de-paris", "Sommet sur l'IA de Paris", "IA"),
        ("event/sommet-sur-l-ia-de-seoul", "Sommet sur l'IA de Séoul", "IA"),
    ),
    "another kind": names(("agent/forum-de-x", "Forum de X"), ("event/forum-sur-x", "Forum sur X")),
    "persons": names(("person/j-de-lee", "J de Lee", "JL"), ("person/j-lee", "J Lee", "JL")),
    "words in another order": names(("agent/a-b", "A b"), ("agent/b-a", "B a")),
    "one word": names(("agent/conseil", "le conseil"), ("agent/le-conseil", "Conseil")),
    "negation": names(("topic/avec-risque", "avec risque"), ("topic/sans-risque", "sans risque")),
}  # fmt: skip


@pytest.mark.parametrize(("readings", "why"), JOINED)
def test_two_keys_that_mean_one_thing_are_joined(readings: list[list[Entity]], why: str) -> None:
    (one,), (other,) = readings
    replaced, kept = sorted((one.key, other.key), reverse=True)
    expected = Join(replaced, kept, why)
    assert joins(readings) == joins(readings[::-1]) == (expected,)


@pytest.mark.parametrize("readings", APART.values(), ids=APART)
def test_keys_that_may_mean_two_things_stay_apart(readings: list[list[Entity]]) -> None:
    assert joins(readings) == ()


def test_the_key_of_most_documents_stays() -> None:
    readings = JOINED[0][0]
    (one,), (other,) = readings
    assert joins([*readings, [one]])[0].by == one.key
    assert joins([*readings, [other]])[0].by == other.key


def test_the_key_of_the_lexicon_stays_and_two_of_them_stay_apart() -> None:
    known = entity("agent/oecd", "IntergovernmentalOrganisation", "Organisation de x", "OCDE")
    found = entity("agent/organisation-y", "Organisation", "Organisation y", "OCDE")
    also = entity("agent/unesco", "IntergovernmentalOrganisation", "Organisation de z", "OCDE")
    assert joins([[found], [found], [known]]) == (Join(found.key, known.key, "acronym"),)
    assert joins([[found, known, also]]) == ()


def test_a_joined_key_is_replaced_everywhere_and_answers_for_itself() -> None:
    other = entity("agent/partenariat-pour-l-ia", "Organisation", "Partenariat pour l'IA", "PMIA")
    two = reading(
        "two.txt", entities=(CANADA, other), statements=(statement(CANADA, "memberOf", other),)
    )
    quads = list(dataset([reading(), reading("three.txt"), two], BASE))
    replaced = URIRef(ID + other.key)
    assert [q[1:3] for q in quads if q[0] == replaced] == [(DCTERMS.isReplacedBy, PMIA_IRI)]
    assert not [q for q in quads if q[2] == replaced]
    facts_of_two = graph(quads, URIRef(BASE + "graph/facts/two"))
    assert (CANADA_IRI, term("memberOf"), PMIA_IRI) in facts_of_two
    assert facts_of_two.value(PMIA_IRI, RDF.type) == term("InternationalInitiative")
    local = URIRef(f"{BASE}statement/{digest(two.document, two.statements[0])}")
    assert any(q[0] == local for q in quads)


def test_what_is_said_does_not_depend_on_the_order_of_anything() -> None:
    readings = [reading(f"{i}.txt", text=f"{reading().document.text} ({i})") for i in range(5)]
    expected = set(dataset(readings, BASE))
    for order in islice(permutations(readings), 0, None, 17):
        mixed = [
            replace(r, entities=r.entities[::-1], statements=r.statements[::-1]) for r in order
        ]
        assert set(dataset(mixed, BASE)) == expected


def test_every_iri_of_ours_has_the_base_it_is_asked_for() -> None:
    other = "https://example.org/graph/"
    text = "\n".join(str(part) for quad in dataset([reading()], other) for part in quad)
    assert other in text
    assert BASE not in text


def test_each_part_is_what_its_document_says() -> None:
    composed = compose([reading("b.txt"), reading("a.txt")], BASE)
    assert [part.document.key for part in composed.parts] == ["a", "b"]
    for part in composed.parts:
        assert len(set(part.facts)) == len(part.facts)
        assert (URIRef(f"{BASE}document/{part.document.key}"), RDF.type, term("PressRelease")) in (
            part.facts
        )


def test_the_files_of_the_ontology_take_the_base_that_is_asked_for() -> None:
    other = "https://example.org/graph/"
    for load in (sources.core, sources.published, sources.vocabularies, sources.shapes):
        own, moved = load(BASE), load(other)
        assert len(own) == len(moved) > 20
        assert not any(BASE in str(part) for triple in moved for part in triple)
    assert sources.prefixes(other)["sommet"] == other + "ontology#"


def test_no_published_file_of_the_ontology_has_a_blank_node() -> None:
    for made in (sources.published(BASE), sources.vocabularies(BASE)):
        assert not [part for triple in made for part in triple if isinstance(part, BNode)]


def test_what_stands_above_a_class() -> None:
    above = sources.ancestors()
    assert {"InstitutionalUnit", "Organisation", "Agent"} <= above["Secretariat"]
    assert "Event" in above["Summit"]


def test_every_file_of_the_ontology_is_listed_once_in_order() -> None:
    found = [name for name, _ in sources.files()]
    assert found == sorted(set(found), key=lambda name: Path(ontology.FOLDER / name))
    assert {"core.ttl", "lexicon/types.csv", "shapes/data.ttl"} <= set(found)
    assert not [name for name in found if name.endswith((".py", ".pyc"))]


def test_other_registers_identify_what_the_lexicon_knows() -> None:
    assert "http://publications.europa.eu/resource/authority/country/FRA" in matches()["agent/fra"]
    assert "http://www.wikidata.org/entity/Q142" in matches()["agent/fra"]
    found = {str(o) for o in facts().objects(FRANCE_IRI, SKOS.exactMatch)}
    assert found == set(matches()["agent/fra"])


def test_every_term_that_is_used_stands_in_the_ontology() -> None:
    used = {
        str(part)
        for quad in dataset([reading()], BASE)
        for part in quad[:3]
        if str(part).startswith(S)
    }
    known = {str(subject) for subject in sources.core(BASE).subjects()}
    assert used <= known
    assert len(used) >= 30
