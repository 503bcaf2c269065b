"""The ontology and what lies beside it: complete, in two languages, and as the tables say."""

import csv
import json
import re
from functools import cache
from itertools import product

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from graph.model import Mode, TimeRole
from ontology import path

BASE = "https://w3id.org/sommet/"
SOMMET = Namespace(f"{BASE}ontology#")
SCHEMA = Namespace("https://schema.org/")
SHACL = Namespace("http://www.w3.org/ns/shacl#")
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
LITERALS = {"date": SOMMET.TimeSpan, "integer": XSD.integer, "string": XSD.string}
SITUATIONS = {
    "CoPresidency",
    "FoundingMembership",
    "Hosting",
    "InterestInJoining",
    "Membership",
    "Partnership",
    "RoleHolding",
}
# The properties of the graph that no text states: parts, times, situations, statements, passages.
MODEL = {
    "hasPart",
    "edtf begin end",
    "hasParticipant concerns attestedIn beganIn endedIn",
    "subject predicate object mode time timeRole assertedBy statedIn evidence passage",
    "madeByRule inference describes",
    "ofText exactWords",
    "counted countedOf countedRelation countedWords foundNumber statedNumber",
    "coverageOf droppedStatement ruleUse silentSentence unlinkedMention mentions reason",
    "sentenceCount silentSentenceCount mentionCount unlinkedMentionCount statementCount",
    "droppedStatementCount",
}
RELATION_TABLE = "rules/relations.csv"
FILES = [
    "core.ttl",
    "alignments.ttl",
    "prefixes.ttl",
    "vocabularies/document_kinds.ttl",
    "vocabularies/modes.ttl",
    "vocabularies/roles.ttl",
    "vocabularies/time_roles.ttl",
]


@cache
def graph(name: str) -> Graph:
    return Graph().parse(path(name))


def rows(name: str) -> list[dict[str, str]]:
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ours(types: tuple[Node, ...]) -> set[str]:
    found = {s for t in types for s in graph("core.ttl").subjects(RDF.type, t)}
    return {str(s).removeprefix(SOMMET) for s in found if str(s).startswith(SOMMET)}


def wider(class_: Node) -> set[Node]:
    found = graph("core.ttl").transitive_objects(class_, RDFS.subClassOf)
    return {term for term in found if term is not None}


def classes_of(cell: str) -> set[Node]:
    return {SOMMET[name] for name in cell.split("|")}


def test_each_class_of_the_table_is_a_class_and_no_class_lacks_use() -> None:
    leaves = {row["class"] for row in rows("lexicon/types.csv")}
    assert len(leaves) >= 40
    used = leaves | SITUATIONS | {"Statement", "Passage", "Text", "Witness"}
    used |= {"Coverage", "DroppedStatement", "RuleUse"}
    needed = {str(c).removeprefix(SOMMET) for name in used for c in wider(SOMMET[name])}
    assert ours((OWL.Class,)) == needed


@pytest.mark.parametrize("row", rows("lexicon/types.csv"), ids=lambda row: row["class"])
def test_a_class_lies_below_the_one_that_the_table_says(row: dict[str, str]) -> None:
    above = wider(SOMMET[row["class"]]) - {SOMMET[row["class"]]}
    if row["parent"]:
        assert SOMMET[row["parent"]] in above
    else:
        assert not above


def test_each_relation_of_the_table_is_a_property_and_no_property_lacks_use() -> None:
    relations = {row["relation"] for row in rows(RELATION_TABLE)}
    assert len(relations) >= 45
    model = {name for names in MODEL for name in names.split()}
    assert ours(PROPERTY_TYPES) == relations | model


@pytest.mark.parametrize("row", rows(RELATION_TABLE), ids=lambda row: row["relation"])
def test_the_ends_of_a_relation_are_those_of_the_table(row: dict[str, str]) -> None:
    term = SOMMET[row["relation"]]
    literal = row["literal"].strip()
    objects = {LITERALS[literal]} if literal else classes_of(row["object"])
    core = graph("core.ttl")
    assert set(core.objects(term, SCHEMA.domainIncludes)) == classes_of(row["subject"])
    assert set(core.objects(term, SCHEMA.rangeIncludes)) == objects
    kind = OWL.DatatypeProperty if literal in {"integer", "string"} else OWL.ObjectProperty
    assert kind in set(core.objects(term, RDF.type))


@pytest.mark.parametrize("row", rows(RELATION_TABLE), ids=lambda row: row["relation"])
def test_the_shape_of_a_relation_asks_for_the_ends_of_the_table(row: dict[str, str]) -> None:
    name = row["relation"][0].upper() + row["relation"][1:]
    shape, of_object = (URIRef(f"{BASE}shapes#{name}{end}") for end in ("", "-object"))
    shapes = graph("shapes/data.ttl")
    term = SOMMET[row["relation"]]
    assert (shape, SHACL.targetSubjectsOf, term) in shapes
    assert (of_object, SHACL.path, term) in shapes
    assert asked(shape) == set(graph("core.ttl").objects(term, SCHEMA.domainIncludes))
    assert asked(of_object) == set(graph("core.ttl").objects(term, SCHEMA.rangeIncludes))


def asked(shape: URIRef) -> set[Node]:
    """The classes or the datatype that a shape accepts."""
    shapes = graph("shapes/data.ttl")
    choices = [shape]
    for options in shapes.objects(shape, SHACL["or"]):
        choices += [URIRef(str(option)) for option in shapes.items(options)]
    return {
        term
        for choice in choices
        for constraint in (SHACL["class"], SHACL.datatype)
        for term in shapes.objects(choice, constraint)
    }


def test_no_property_has_a_domain_or_a_range() -> None:
    for name in FILES:
        assert (None, RDFS.domain, None) not in graph(name)
        assert (None, RDFS.range, None) not in graph(name)


def test_each_property_is_of_one_kind_only() -> None:
    for name in ours(PROPERTY_TYPES):
        kinds = set(graph("core.ttl").objects(SOMMET[name], RDF.type)) & set(PROPERTY_TYPES)
        assert len(kinds) == 1, name


def test_each_axiom_is_of_a_kind_that_the_rules_of_entailment_know() -> None:
    """Else facts would follow from the ontology that no rule finds."""
    allowed = {
        OWL.disjointWith,
        OWL.inverseOf,
        OWL.propertyChainAxiom,
        OWL.versionIRI,
        OWL.versionInfo,
        RDFS.isDefinedBy,
        RDFS.label,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
    }
    core = graph("core.ttl")
    used = {p for p in core.predicates() if str(p).startswith((str(OWL), str(RDFS)))}
    assert used == allowed
    types = {t for t in core.objects(None, RDF.type) if str(t).startswith(str(OWL))}
    assert types == {
        OWL.Class,
        OWL.Ontology,
        OWL.SymmetricProperty,
        OWL.TransitiveProperty,
        *PROPERTY_TYPES,
    }


@pytest.mark.parametrize(
    ("subject", "predicate", "object_"),
    [
        ("foundingMemberOf", RDFS.subPropertyOf, "memberOf"),
        ("coChairOf", RDFS.subPropertyOf, "leads"),
        ("signatoryOf", RDFS.subPropertyOf, "partyTo"),
        ("spokeAt", RDFS.subPropertyOf, "participantIn"),
        ("hasWorkingGroup", RDFS.subPropertyOf, "hasPart"),
        ("hasPart", OWL.inverseOf, "partOf"),
        ("FoundingMembership", RDFS.subClassOf, "Membership"),
    ],
)
def test_axiom(subject: str, predicate: URIRef, object_: str) -> None:
    assert (SOMMET[subject], predicate, SOMMET[object_]) in graph("core.ttl")


def test_what_a_narrower_property_joins_the_wider_one_may_join() -> None:
    """Else a reader of the inferred facts would find ends that the ontology does not speak of."""
    core = graph("core.ttl")
    # Texts call an initiative a body at one place and an instrument at another.
    known = {(SOMMET.foundingMemberOf, SCHEMA.rangeIncludes, SOMMET.Instrument)}
    pairs = list(core.subject_objects(RDFS.subPropertyOf))
    assert len(pairs) >= 5
    for narrower, above in pairs:
        for ends in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes):
            allowed = set(core.objects(above, ends))
            for class_ in core.objects(narrower, ends):
                fits = (narrower, ends, class_) in known or wider(class_) & allowed
                assert fits, (narrower, class_)


def test_what_is_disjoint_and_what_is_not() -> None:
    core = graph("core.ttl")
    declared = {frozenset(pair) for pair in core.subject_objects(OWL.disjointWith)}
    five = ("Person", "Organisation", "Event", "Instrument", "TimeSpan")
    expected = {frozenset((SOMMET[a], SOMMET[b])) for a, b in product(five, five) if a != b}
    expected |= {frozenset((SOMMET.Place, SOMMET[name])) for name in five if name != "Organisation"}
    assert declared == expected


def test_interest_in_joining_leads_to_no_membership() -> None:
    core = graph("core.ttl")
    assert SOMMET.Membership not in wider(SOMMET.InterestInJoining)
    properties = set(core.transitive_objects(SOMMET.interestedInJoining, RDFS.subPropertyOf))
    assert properties == {SOMMET.interestedInJoining}
    assert (SOMMET.interestedInJoining, OWL.inverseOf, None) not in core
    assert (None, None, SOMMET.interestedInJoining) not in core


@pytest.mark.parametrize("name", FILES)
def test_no_file_that_is_published_has_a_blank_node(name: str) -> None:
    assert not [term for triple in graph(name) for term in triple if isinstance(term, BNode)]


@pytest.mark.parametrize("name", FILES)
def test_french_uses_its_own_signs(name: str) -> None:
    wrong = re.compile(r"['\"]|[^\u202f\u00a0][;:!?»]|«[^\u202f\u00a0]")
    for literal in graph(name).objects():
        if isinstance(literal, Literal) and literal.language == "fr":
            assert not wrong.search(literal), literal


def test_the_alignments_speak_of_existing_terms_and_imply_nothing_of_ours() -> None:
    alignments = graph("alignments.ttl")
    terms = {SOMMET[name] for name in ours((OWL.Class, *PROPERTY_TYPES))}
    subjects = {s for s in alignments.subjects() if str(s).startswith(SOMMET)}
    assert len(subjects) >= 30
    assert subjects <= terms
    ends = [o for o in alignments.objects() if str(o).startswith(SOMMET)]
    assert not ends
    implying = {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, RDF.type}
    assert set(alignments.predicates()) == implying - {RDFS.subPropertyOf}


def test_the_alignments_reach_each_vocabulary() -> None:
    objects = {str(o) for o in graph("alignments.ttl").objects()}
    for namespace in (
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/ns/prov#",
        "http://www.w3.org/ns/oa#",
        "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "https://schema.org/",
        "http://xmlns.com/foaf/0.1/",
        "http://www.w3.org/2004/02/skos/core#",
        "http://www.w3.org/2006/time#",
        "http://data.europa.eu/eli/ontology#",
    ):
        assert [o for o in objects if o.startswith(namespace)], namespace


@pytest.mark.parametrize(
    ("file", "scheme", "keys"),
    [
        ("modes", "mode", set(Mode)),
        ("time_roles", "time-role", set(TimeRole)),
        ("document_kinds", "document-kind", {"document", "news-page", "press-release"}),
        ("roles", "role", {"minister", "head-of-state"}),
    ],
)
def test_the_vocabularies_have_the_concepts_that_the_code_names(
    file: str, scheme: str, keys: set[str]
) -> None:
    vocabulary = graph(f"vocabularies/{file}.ttl")
    node = URIRef(f"{BASE}vocabulary/{scheme}")
    concepts = set(vocabulary.subjects(SKOS.inScheme, node))
    found = {str(c).removeprefix(f"{node}/") for c in concepts}
    assert keys <= found
    if file in {"modes", "time_roles"}:
        assert found == keys
    assert concepts == set(vocabulary.objects(node, SKOS.hasTopConcept))
    assert {str(vocabulary.value(c, SKOS.notation)) for c in concepts} == found


def test_each_prefix_is_declared_once_and_as_the_files_use_it() -> None:
    prefixes = graph("prefixes.ttl")
    declared = {
        str(prefixes.value(node, SHACL.prefix)): str(prefixes.value(node, SHACL.namespace))
        for node in prefixes.objects(URIRef(f"{BASE}ontology"), SHACL.declare)
    }
    assert len(declared) >= 20
    assert len(set(declared.values())) == len(declared)
    for name in [*FILES, "shapes/data.ttl", "shapes/style.ttl", "shapes/whole.ttl"]:
        text = path(name).read_text(encoding="utf-8")
        for prefix, iri in re.findall(r"^@prefix (\w+): +<([^>]+)>", text, re.MULTILINE):
            assert declared[prefix] == iri, name


def test_the_context_names_each_property_and_says_what_its_values_are() -> None:
    context = json.loads(path("context.jsonld").read_text(encoding="utf-8"))["@context"]
    objects = ours((OWL.ObjectProperty,)) | {"predicate", "countedRelation"}
    for name in ours(PROPERTY_TYPES):
        entry = context[name]
        kind = entry["@type"] if isinstance(entry, dict) else None
        assert (entry["@id"] if isinstance(entry, dict) else entry) == f"sommet:{name}"
        assert (kind == "@id") == (name in objects), name


def test_json_ld_in_this_context_says_what_turtle_says() -> None:
    document = json.loads(path("context.jsonld").read_text(encoding="utf-8"))
    document |= {
        "id": f"{BASE}id/agent/example",
        "type": "InternationalInitiative",
        "label": {"fr": "Exemple", "en": "Example"},
        "altLabel": {"fr": ["Un exemple", "EX"]},
        "memberCount": 15,
        "partOf": f"{BASE}id/agent/larger",
        "launchedOn": {
            "id": f"{BASE}id/time/2031",
            "type": "TimeSpan",
            "edtf": "2031",
            "begin": "2031-01-01",
        },
    }
    expected = Graph().parse(
        format="turtle",
        data=f"""
        @prefix : <{SOMMET}> .
        @prefix rdfs: <{RDFS}> .
        @prefix skos: <{SKOS}> .
        <{BASE}id/agent/example> a :InternationalInitiative ;
            rdfs:label "Exemple"@fr , "Example"@en ;
            skos:altLabel "Un exemple"@fr , "EX"@fr ;
            :memberCount 15 ; :partOf <{BASE}id/agent/larger> ; :launchedOn <{BASE}id/time/2031> .
        <{BASE}id/time/2031> a :TimeSpan ; :edtf "2031"^^<{EDTF}> ;
            :begin "2031-01-01"^^<{XSD.date}> .
        """,
    )
    assert set(Graph().parse(data=json.dumps(document), format="json-ld")) == set(expected)
