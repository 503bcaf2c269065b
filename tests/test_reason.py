"""The reasoner finds what contradicts the ontology; the rules find what follows from it."""

import socket
import tempfile
from functools import cache
from pathlib import Path

import owlrl
import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from graph.dataset import compose
from graph.errors import SommetError
from graph.read import read
from graph.reason import Consistency, EntailmentRule, RuleKind, Triple, check_consistency, rules
from graph.settings import CORPUS
from graph.statement import extract
from ontology import path

BASE = "https://w3id.org/sommet/"
SOMMET = Namespace(f"{BASE}ontology#")
THING = Namespace(f"{BASE}id/example/")

# One invented thing or more for each kind of axiom.
FACTS = """
@prefix : <https://w3id.org/sommet/ontology#> .
@prefix x: <https://w3id.org/sommet/id/example/> .

x:partnership a :InternationalInitiative ; :hasWorkingGroup x:group ; :memberCount 2 .
x:group a :WorkingGroup ; :hasTheme x:data .
x:subgroup a :WorkingGroup ; :partOf x:group .
x:data a :Topic .
x:syldavia a :State ; :foundingMemberOf x:partnership ; :coChairOf x:partnership ;
    :partnerWith x:borduria ; :signatoryOf x:charter .
x:borduria a :State ; :interestedInJoining x:partnership .
x:charter a :Declaration .
x:third a :Summit ; :precededBy x:second .
x:second a :Summit ; :precededBy x:first .
x:first a :Summit .
x:session a :Plenary ; :partOfEvent x:day .
x:day a :Gathering ; :partOfEvent x:third .
x:speaker a :Person ; :spokeAt x:session .
x:founding a :FoundingMembership ; :hasParticipant x:syldavia ; :concerns x:partnership .
"""


@cache
def core() -> Graph:
    return Graph().parse(path("core.ttl"))


@cache
def entailment() -> tuple[EntailmentRule, ...]:
    return rules(core(), BASE)


def facts(more: str = "") -> Graph:
    return Graph().parse(data=FACTS + more, format="turtle")


def closure(store: pyoxigraph.Store) -> set[Triple]:
    """What the rules add, run over the default graph until nothing new comes."""
    added: set[Triple] = set()
    while True:
        before = len(store)
        for rule in entailment():
            found = run(store, rule.construct)
            added |= found
            store.extend(quad(triple) for triple in found)
        if len(store) == before:
            return added


def run(store: pyoxigraph.Store, construct: str) -> set[Triple]:
    answer = store.query(construct)
    assert isinstance(answer, pyoxigraph.QueryTriples)
    return {(iri(t.subject), iri(t.predicate), iri(t.object)) for t in answer}


def iri(term: object) -> str:
    assert isinstance(term, pyoxigraph.NamedNode)
    return term.value


def quad(triple: Triple) -> pyoxigraph.Quad:
    subject, predicate, object_ = (pyoxigraph.NamedNode(term) for term in triple)
    return pyoxigraph.Quad(subject, predicate, object_)


def store_of(graph: Graph) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(graph.serialize(format="nt", encoding="utf-8"), pyoxigraph.RdfFormat.N_TRIPLES)
    return store


@cache
def four_texts() -> Graph:
    """The facts of all four texts, as they stand in the default graph."""
    readings = [extract(read(file)) for file in sorted(CORPUS.glob("*.txt"))]
    graph = Graph()
    for part in compose(readings, BASE).parts:
        for triple in part.facts:
            graph.add(triple)
    return graph


def owl_closure(graph: Graph) -> set[Triple]:
    """What OWL 2 RL adds about our things, by owlrl."""
    whole = graph + core()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    return {
        (str(s), str(p), str(o))
        for s, p, o in whole
        if str(s).startswith((f"{BASE}id/", f"{BASE}document/"))
        and isinstance(o, URIRef)
        and (str(p).startswith(SOMMET) or (p == RDF.type and o.startswith(SOMMET)))
        and (s, p, o) not in graph
    }


def test_the_rules_find_what_owl_rl_finds() -> None:
    expected = owl_closure(facts())
    assert len(expected) >= 35
    assert closure(store_of(facts())) == expected


def test_the_rules_find_what_owl_rl_finds_in_the_four_texts() -> None:
    expected = owl_closure(four_texts())
    assert len(expected) >= 200
    assert closure(store_of(four_texts())) == expected


def test_the_four_texts_do_not_contradict_the_ontology() -> None:
    assert check_consistency(four_texts(), core()) == Consistency(consistent=True)


def test_the_rules_find_the_facts_one_would_expect_and_no_membership_from_interest() -> None:
    found = closure(store_of(facts()))

    def entailed(subject: str, predicate: str, object_: str) -> bool:
        triple = (str(THING[subject]), str(SOMMET[predicate]), str(THING[object_]))
        return triple in found

    assert entailed("syldavia", "memberOf", "partnership")
    assert entailed("syldavia", "leads", "partnership")
    assert entailed("syldavia", "partyTo", "charter")
    assert entailed("borduria", "partnerWith", "syldavia")
    assert entailed("subgroup", "partOf", "partnership")
    assert entailed("partnership", "hasPart", "subgroup")
    assert entailed("partnership", "hasTheme", "data")
    assert entailed("third", "precededBy", "first")
    assert entailed("session", "partOfEvent", "third")
    assert entailed("speaker", "participantIn", "session")
    assert not entailed("borduria", "memberOf", "partnership")
    assert not entailed("group", "memberOf", "partnership")


def test_there_is_a_rule_of_each_kind_and_each_has_its_iri() -> None:
    assert {rule.kind for rule in entailment()} == set(RuleKind)
    iris = [rule.iri for rule in entailment()]
    assert iris == sorted(set(iris))
    assert len(iris) >= 60
    assert f"{BASE}rule/subproperty-foundingMemberOf-memberOf" in iris


def test_each_entailed_fact_has_premises_that_are_in_the_graph() -> None:
    store = store_of(facts())
    found = closure(store)
    assert len(found) >= 35
    for triple in found:
        queries = [rule.premises(triple) for rule in entailment()]
        premises = {p for query in queries if query for p in run(store, query)}
        assert premises, triple
        assert triple not in premises
        assert all(quad(premise) in store for premise in premises)


def test_the_premises_of_a_chain_are_its_two_links() -> None:
    rule = next(rule for rule in entailment() if rule.kind is RuleKind.CHAIN)
    triple = (str(THING.partnership), str(SOMMET.hasTheme), str(THING.data))
    query = rule.premises(triple)
    assert query is not None
    assert run(store_of(facts()), query) == {
        (str(THING.partnership), str(SOMMET.hasWorkingGroup), str(THING.group)),
        (str(THING.group), str(SOMMET.hasTheme), str(THING.data)),
    }


def test_a_rule_says_nothing_of_what_it_never_concludes() -> None:
    subclass = next(r for r in entailment() if r.iri.endswith("subclass-Summit-Gathering"))
    assert subclass.premises((str(THING.third), str(RDF.type), str(SOMMET.Gathering)))
    assert subclass.premises((str(THING.third), str(RDF.type), str(SOMMET.Event))) is None
    assert subclass.premises((str(THING.third), str(SOMMET.heldIn), str(THING.data))) is None


@pytest.mark.parametrize("bad", ["not an iri", 'x:"', "x:}>", "relative", "x:a\nb"])
def test_what_is_no_iri_is_refused(bad: str) -> None:
    rule = next(rule for rule in entailment() if rule.kind is RuleKind.SYMMETRIC)
    with pytest.raises(SommetError, match="Not an IRI"):
        rule.premises((bad, str(SOMMET.partnerWith), str(THING.syldavia)))


def test_every_template_is_a_query_and_is_used() -> None:
    names = {file.stem for file in path("rules/entailment").glob("*.rq")}
    assert names == {f"{kind}{end}" for kind in RuleKind for end in ("", "_premises")}
    for name in names:
        text = path(f"rules/entailment/{name}.rq").read_text(encoding="utf-8")
        assert run(store_of(facts()), text) == set()


def test_a_chain_of_three_links_is_refused() -> None:
    ontology = Graph()
    links = BNode()
    Collection(ontology, links, [SOMMET.partOf, SOMMET.partOf, SOMMET.hasTheme])
    ontology.add((SOMMET.hasTheme, OWL.propertyChainAxiom, links))
    with pytest.raises(SommetError, match="3 links"):
        rules(ontology, BASE)


def test_axioms_about_terms_of_others_make_no_rule() -> None:
    both = core() + Graph().parse(path("alignments.ttl"))
    assert rules(both, BASE) == entailment()


def test_the_rules_follow_the_base() -> None:
    base = "https://example.org/graph/"
    text = path("core.ttl").read_text(encoding="utf-8").replace(BASE, base)
    found = rules(Graph().parse(data=text, format="turtle"), base)
    assert len(found) == len(entailment())
    assert all(rule.iri.startswith(f"{base}rule/") for rule in found)
    assert not [rule for rule in found if BASE in rule.construct]


def test_the_ontology_is_consistent_and_every_class_can_have_an_instance() -> None:
    found = check_consistency(Graph(), core() + Graph().parse(path("alignments.ttl")))
    assert found.consistent
    assert found.unsatisfiable == ()


def test_a_class_that_can_have_no_instance_is_named() -> None:
    ontology = core() + Graph()
    for wider in (SOMMET.Person, SOMMET.Event):
        ontology.add((SOMMET.Centaur, RDFS.subClassOf, wider))
    ontology.add((SOMMET.Centaur, RDF.type, OWL.Class))
    assert check_consistency(Graph(), ontology).unsatisfiable == (str(SOMMET.Centaur),)


def test_facts_are_consistent_without_the_java_of_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert check_consistency(facts(), core()).consistent
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_a_planted_contradiction_is_found_and_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = check_consistency(facts("x:first a :Person ."), core())
    assert not found.consistent
    assert set(found.explanation) >= {
        f"{THING.first} type Person",
        f"{THING.first} type Summit",
        "Summit subClassOf Gathering",
        "Gathering subClassOf Event",
    }
    assert {"Event disjointWith Person", "Person disjointWith Event"} & set(found.explanation)
    assert found.triples == (
        (str(THING.first), str(RDF.type), str(SOMMET.Person)),
        (str(THING.first), str(RDF.type), str(SOMMET.Summit)),
    )
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_a_contradiction_through_a_relation_names_the_relation() -> None:
    ontology = core() + Graph()
    ontology.add((SOMMET.spokeAt, RDFS.domain, SOMMET.Event))
    found = check_consistency(facts(), ontology)
    assert (str(THING.speaker), str(SOMMET.spokeAt), str(THING.session)) in found.triples
    assert f"{THING.speaker} spokeAt {THING.session}" in found.explanation


def test_statements_passages_and_literals_are_left_out() -> None:
    aside = """
    x:statement a :Statement , :Person , :Event ; :evidence x:words ; :subject x:first .
    x:words a :Passage , :Person , :Event ; :exactWords "Le premier sommet." .
    x:first :heldOn x:time .
    x:time a :TimeSpan ; :begin "not a date"^^<http://www.w3.org/2001/XMLSchema#date> .
    """
    assert check_consistency(facts(aside), core()).consistent


def test_an_import_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    ontology = core() + Graph()
    other = URIRef("http://example.org/other.ttl")
    ontology.add((URIRef(f"{BASE}ontology"), OWL.imports, other))
    both = facts() + Graph()
    both.add((THING.first, RDFS.comment, Literal("aucun effet")))
    both.add((THING.first, OWL.imports, other))
    assert check_consistency(both, ontology).consistent
