"""The ontology, its terms, versions, vocabularies and shapes: each answers, as a page and as RDF."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from urllib.parse import unquote, urlsplit

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import OWL, RDF, RDFS, SH, SKOS, Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from graph.dataset import sources
from graph.settings import load
from graph.store import Store
from server.app import create_app
from server.messages import LANGUAGES, in_language
from server.releases import Fixed, Served
from server.terms.asked import questions_of
from server.terms.read import read_ontology, read_vocabularies
from server.terms.shapes import read_shapes, shapes_graph
from server.terms.tree import draw
from tests.test_pages import BROWSER, Page

BASE = sources.DEFAULT_BASE
CORE = sources.core(BASE)
TERMS = sorted(str(s).rpartition("#")[2] for s in CORE.subjects(RDFS.isDefinedBy))
SCHEMES = ["document-kind", "mode", "role", "time-role"]
CONCEPTS = sorted(
    str(concept).removeprefix(f"{BASE}vocabulary/")
    for concept in sources.vocabularies(BASE).subjects(SKOS.inScheme)
)
# Suffix, name in ?format=, media type, and what rdflib calls it.
FORMATS = [
    ("ttl", "turtle", "text/turtle", "turtle"),
    ("nt", "ntriples", "application/n-triples", "nt"),
    ("rdf", "rdfxml", "application/rdf+xml", "xml"),
    ("jsonld", "jsonld", "application/ld+json", "json-ld"),
    ("trig", "trig", "application/trig", "trig"),
]
WHOLE = {
    "/ontology": sources.published(BASE),
    "/ontology/0.1.0": sources.version("0.1.0", BASE),
    "/shapes": shapes_graph(BASE),
}
PARTS = ["/ontology/Agent", "/ontology/hasTheme", "/vocabulary/mode", "/vocabulary/mode/planned"]
PAGES = [*WHOLE, *PARTS[:3], "/vocabulary/mode/planned.html"]


def iri_of(path: str) -> URIRef:
    return URIRef(BASE + path[1:].replace("ontology/", "ontology#"))


def source_of(path: str) -> Graph:
    """The part of the ontology or of the vocabularies that an address must tell at least."""
    graph = sources.published(BASE) + sources.vocabularies(BASE)
    found = Graph()
    found += graph.triples((iri_of(path), None, None))
    found += graph.triples((None, None, iri_of(path)))
    return found


def read_twice(data: bytes, format_: str, media_type: str) -> Graph:
    """The triples of an answer, which rdflib and pyoxigraph read alike."""
    dataset = Dataset(default_union=True).parse(data=data, format=format_)
    graph = Graph()
    for triple in dataset.triples((None, None, None)):
        graph.add(triple)
    kind = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert kind is not None
    lines = "".join(f"{quad.triple} .\n" for quad in pyoxigraph.parse(data, format=kind))
    assert isomorphic(graph, Graph().parse(data=lines, format="nt"))
    return graph


def links_of(page: Page) -> Iterator[str]:
    """The links of a page within what is served here of the ontology."""
    for link in page.links:
        if link.startswith(("#", "/ontology", "/vocabulary", "/shapes", "/docs", "/sparql", "/?")):
            yield link


class Anchors(HTMLParser):
    """The anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]


def test_there_is_something_to_test() -> None:
    assert len(TERMS) >= 150
    assert len(CONCEPTS) >= 15
    assert sorted(read_vocabularies(BASE)) == SCHEMES
    assert len(read_shapes(BASE)) >= 70


@pytest.mark.parametrize(("path", "format_"), list(product([*WHOLE, *PARTS], FORMATS)))
def test_rdf_says_what_the_source_says_by_suffix_by_name_and_by_accept(
    client: FlaskClient, path: str, format_: tuple[str, str, str, str]
) -> None:
    suffix, name, media_type, parser = format_
    answer = client.get(f"{path}.{suffix}")
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    graph = read_twice(answer.data, parser, media_type)
    if path in WHOLE:
        assert isomorphic(graph, WHOLE[path])
    else:
        assert len(graph) >= 8
        assert set(source_of(path)) <= set(graph)
    for other in (
        client.get(path, query_string={"format": name}, follow_redirects=True),
        client.get(path, headers={"Accept": media_type}, follow_redirects=True),
    ):
        assert other.data == answer.data
        assert other.content_type == answer.content_type


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TERMS)
def test_each_term_has_its_page_with_both_definitions(
    client: FlaskClient, name: str, language: str
) -> None:
    text = client.get(f"/ontology/{name}?lang={language}", headers=BROWSER).text
    assert f'<html lang="{language}">' in text
    term = URIRef(f"{BASE}ontology#{name}")
    for property_ in (RDFS.label, SKOS.definition):
        said = [value for value in CORE.objects(term, property_) if isinstance(value, Literal)]
        assert {value.language for value in said} == set(LANGUAGES)
        for value in said:
            assert value in text
    assert str(term) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_ontology_has_each_term_once(client: FlaskClient, language: str) -> None:
    text = client.get(f"/ontology?lang={language}", headers=BROWSER).text
    ids = Anchors(text).ids
    assert len(set(ids)) == len(ids)
    assert set(TERMS) <= set(ids)
    declared = sources.published(BASE).objects(None, SH.declare)
    assert {str(prefix).rpartition("#")[2] for prefix in declared} <= set(ids)
    for name in TERMS:
        label = in_language(read_ontology(BASE).terms[name].label, language)
        assert label.text in text, name


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_links_and_anchors_lead_somewhere(client: FlaskClient, path: str, language: str) -> None:
    text = client.get(f"{path}?lang={language}", headers=BROWSER).text
    links = set(links_of(Page(text)))
    assert len(links) >= 8
    anchors: dict[str, list[str]] = {"": Anchors(text).ids}
    for link in links:
        target = urlsplit(link)
        address = link.partition("#")[0]
        if address not in anchors:
            answer = client.get(address, headers=BROWSER, follow_redirects=True)
            assert answer.status_code == 200, link
            anchors[address] = Anchors(answer.text).ids
        assert not target.fragment or unquote(target.fragment) in anchors[address], link


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_and_have_no_style_of_their_own(client: FlaskClient, path: str) -> None:
    page = Page(client.get(path, headers=BROWSER).text)
    assert all(source.startswith("/static/") for source in page.fetched)
    assert not {"style", "iframe", "object"} & set(page.tags)
    assert "style" not in page.attributes


def test_every_shape_and_list_has_an_anchor_at_the_iri_that_it_bears(client: FlaskClient) -> None:
    shapes = shapes_graph(BASE)
    names = {
        str(node).rpartition("#")[2]
        for node in shapes.subjects(RDF.type)
        if str(node).startswith(f"{BASE}shapes#") and (node, SH.message, None) in shapes
    }
    assert len(names) >= 150
    assert names <= set(Anchors(client.get("/shapes", headers=BROWSER).text).ids)
    chains = {str(head).rpartition("#")[2] for head in CORE.objects(None, OWL.propertyChainAxiom)}
    assert chains
    assert chains <= set(Anchors(client.get("/ontology", headers=BROWSER).text).ids)


def test_a_page_tells_what_is_checked_asked_and_used(client: FlaskClient) -> None:
    text = client.get("/ontology/foundingMemberOf?lang=en", headers=BROWSER).text
    assert "member of</a>" in text
    assert "The subject of “founding member of” must be of the class agent." in text
    assert "Which are the founding members of the GPAI, and since when?" in text
    assert "15 uses" in text


def test_an_example_has_the_sentence_and_marks_the_words(client: FlaskClient) -> None:
    text = client.get("/ontology/foundingMemberOf?lang=en", headers=BROWSER).text
    quoted = re.search(r'<blockquote lang="fr">(.*?)<mark>(.+?)</mark>(.*?)</blockquote>', text)
    assert quoted
    assert "unissent" in quoted[2]
    assert re.search(r'href="/statement/[0-9a-f]{20}\?lang=en"', text)


@pytest.mark.parametrize("name", TERMS)
def test_a_term_that_is_used_has_an_example(client: FlaskClient, app: Flask, name: str) -> None:
    uses = app.extensions["sommet"][0].current().uses.get(f"{BASE}ontology#{name}", 0)
    text = client.get(f"/ontology/{name}?lang=en", headers=BROWSER).text
    assert ("This release holds no example." in text) == (uses == 0)


def test_most_terms_are_used_and_counted_as_sparql_counts(client: FlaskClient, app: Flask) -> None:
    uses = app.extensions["sommet"][0].current().uses
    ours = [name for name in TERMS if uses.get(f"{BASE}ontology#{name}")]
    assert len(ours) >= 120
    query = f"SELECT (COUNT(?s) AS ?n) WHERE {{ ?s a <{BASE}ontology#State> }}"
    answer = client.get("/sparql", query_string={"query": query, "format": "json"})
    counted = json.loads(answer.data)["results"]["bindings"][0]["n"]["value"]
    assert uses[f"{BASE}ontology#State"] == int(counted)


def test_a_release_without_facts_has_pages_too() -> None:
    empty = create_app(Fixed(Served("0" * 32, BASE, Store.empty())), load()).test_client()
    for path in PAGES:
        assert empty.get(path, headers=BROWSER).status_code == 200, path
    assert "0 uses" in empty.get("/ontology/State?lang=en", headers=BROWSER).text


def test_under_another_base_all_iris_are_under_that_base() -> None:
    served = Served("0" * 32, "https://example.org/policy/", Store.empty())
    other = create_app(Fixed(served), load()).test_client()
    for path in [f"{path}.{suffix}" for path in (*WHOLE, *PARTS) for suffix in ("nt", "html")]:
        text = other.get(path).text
        assert "https://example.org/policy/" in text, path
        assert BASE not in text, path


@pytest.mark.parametrize("path", PAGES)
def test_signposts_lead_to_the_formats_and_the_iri(client: FlaskClient, path: str) -> None:
    """https://signposting.org/FAIR/"""
    answer = client.get(path, headers=BROWSER)
    links = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', answer.headers["Link"])
    described = {address: kind for address, relation, kind in links if relation == "describedby"}
    assert len(described) == len(FORMATS)
    for address, kind in described.items():
        found = client.get(address)
        assert found.mimetype == kind
        back = re.findall(r'<([^>]+)>; rel="describes"', found.headers["Link"])
        assert client.get(back[0]).mimetype == "text/html"
    relations = {relation for _, relation, _ in links}
    assert relations >= {"cite-as", "license", "type"}
    assert all(address.startswith(BASE) for address, rel, _ in links if rel == "cite-as")


@pytest.mark.parametrize("path", [*PAGES, "/ontology.ttl", "/ontology/Agent.jsonld"])
def test_what_a_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path, headers=BROWSER)
    tag = first.headers["ETag"]
    again = client.get(path, headers={**BROWSER, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    packed = client.get(path, headers={**BROWSER, "Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != tag
    assert len(packed.data) < len(first.data)
    assert {"Accept", "Accept-Encoding"} <= {str(v) for v in packed.vary}
    head = client.head(path, headers=BROWSER)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert head.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status", "name", "remedy"),
    [
        ("/ontology/Agnt", 404, "term", "Near it: Agent"),
        ("/ontology/nothing-like-it", 404, "term", "/ontology"),
        ("/ontology/9.9.9", 404, "version", "/ontology"),
        ("/ontology.pdf", 404, "suffix", "ttl"),
        ("/vocabulary/modes", 404, "vocabulary", "Near it: mode"),
        ("/vocabulary/mode/plan", 404, "concept", "Near it: planned"),
        ("/ontology?format=pdf", 406, "format", "turtle"),
        ("/vocabulary/mode/planned?format=pdf", 406, "format", "turtle"),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(
    client: FlaskClient, path: str, status: int, name: str, remedy: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    error = answer.get_json()["error"]
    assert error["name"] == name
    assert remedy in error["remedy"]


def test_no_format_that_there_is_fits(client: FlaskClient) -> None:
    answer = client.get("/ontology", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.get_json()["error"]["name"] == "Accept"


@pytest.mark.parametrize("name", CONCEPTS)
def test_a_concept_leads_to_a_page_and_to_rdf(client: FlaskClient, name: str) -> None:
    page = client.get(f"/vocabulary/{name}?lang=fr", headers=BROWSER)
    assert page.status_code == 303
    assert page.location == f"/vocabulary/{name}.html?lang=fr"
    assert "Accept" in page.vary
    assert f"{BASE}vocabulary/{name}" in client.get(page.location).text
    rdf = client.get(f"/vocabulary/{name}")
    assert (rdf.status_code, rdf.location) == (303, f"/vocabulary/{name}.ttl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_has_each_class_once_and_none_upon_another(language: str) -> None:
    ontology = read_ontology(BASE)
    drawing = draw(ontology, language)
    names = [box.name for box in drawing.boxes]
    assert sorted(names) == sorted(t.name for t in ontology.of_kind("class", language))
    assert len(drawing.lines) == len(list(pairs_of_classes()))
    taken: set[tuple[int, int]] = set()
    for box in drawing.boxes:
        assert 0 <= box.left < box.left + box.width <= drawing.width
        assert 0 < box.middle < drawing.height
        assert not {(box.middle // 13, x) for x in range(box.left, box.left + box.width)} & taken
        taken |= {(box.middle // 13, x) for x in range(box.left, box.left + box.width)}
    right = {box.name: box for box in drawing.boxes}
    for narrower, wider in pairs_of_classes():
        assert right[narrower].left > right[wider].left + right[wider].width


def pairs_of_classes() -> Iterator[tuple[str, str]]:
    def local(node: Node) -> str:
        return str(node).rpartition("#")[2]

    for narrower, wider in CORE.subject_objects(RDFS.subClassOf):
        yield local(narrower), local(wider)


def test_each_published_version_is_kept_as_it_was() -> None:
    """Whoever changes the ontology gives it a new version, or brings the unpublished one along."""
    newest = read_ontology(BASE).version
    assert sources.versions()[0] == newest
    assert set(sources.version(newest, BASE)) == set(sources.published(BASE))
    for version in sources.versions():
        found = read_ontology(BASE, version)
        assert (found.version, found.version_iri) == (version, f"{BASE}ontology/{version}")


def test_questions_stand_with_the_terms_that_they_name() -> None:
    asked = {iri: [q.name[:3] for q in found] for iri, found in questions_of(BASE).items()}
    assert asked[f"{BASE}ontology#foundingMemberOf"] == ["001", "002", "017"]
    assert asked[f"{BASE}vocabulary/mode/planned"] == ["008"]
    assert f"{BASE}ontology#memberCount" not in asked
    assert f"{BASE}ontology#" not in asked
