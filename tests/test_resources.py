"""Every IRI of the graph answers: each kind in each format, with the same triples in all of them."""

import json
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.namespace import RDFS, VOID

from graph.read import read_bytes
from graph.release import Release
from graph.settings import CORPUS, load
from graph.store import Store
from server.app import create_app
from server.negotiate import RESOURCE_FORMATS, SUFFIXES
from server.releases import Fixed, Served
from server.resources.read import MOST_PAGES, PAGE, SHOWN
from tests.bench_resources import hub

BASE = "https://w3id.org/sommet/"
FRANCE = f"{BASE}id/agent/fra"
OWN = f"{BASE}ontology#"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
RDF = [format_ for format_ in RESOURCE_FORMATS if format_.name != "html"]
SUFFIX_OF = {name: suffix for suffix, name in SUFFIXES.items()}

# By the page of each kind, the beginning of its IRIs.
KINDS = {
    "agent": "id/agent/",
    "event": "id/event/",
    "instrument": "id/instrument/",
    "person": "id/person/",
    "place": "id/place/",
    "post": "id/post/",
    "situation": "id/situation/",
    "time": "id/time/",
    "topic": "id/topic/",
    "coverage": "coverage/",
    "document": "document/",
    "graph": "graph/",
    "graph of facts": "graph/facts/",
    "graph without a description": "graph/description",
    "passage": "text/[0-9a-f]{16}/",
    "release": "release/",
    "report": "report/",
    "rule": "rule/",
    "rule of inference": "rule/(?=.*(?:subclass|chain|inverse))",
    "statement": "statement/",
    "text": "text/[0-9a-f]{16}$",
    "use of a rule": "coverage/.*/rule/",
    "witness": "witness/",
}

Triples = frozenset[tuple[str, str, str]]


@pytest.fixture(scope="module")
def iris(release: Release) -> list[str]:
    """Every IRI under the base in any graph, without fragments, in order."""
    store, found = release.store(), set()
    for graph in store.graphs():
        found.add(graph)
        for triple in store.triples(graph):
            found |= {str(t).partition("#")[0] for t in triple if isinstance(t, URIRef)}
    ours = {iri for iri in found if iri.startswith(BASE)}
    return sorted(iri for iri in ours if not iri.removeprefix(BASE).startswith("ontology"))


def path_of(iri: str) -> str:
    return quote(f"/{iri.removeprefix(BASE)}", safe="/:@!$&'()*+,;=%~")


def example(iris: list[str], kind: str) -> str:
    return next(iri for iri in iris if re.match(KINDS[kind], iri.removeprefix(BASE)))


def by_rdflib(content: bytes, media_type: str) -> Triples:
    dataset = Dataset(default_union=True)
    dataset.parse(data=content, format=media_type)
    merged = Graph()
    for subject, predicate, object_, _ in dataset.quads():
        merged.add((subject, predicate, object_))
    return frozenset((s.n3(), p.n3(), o.n3()) for s, p, o in to_canonical_graph(merged))


def by_engine(content: bytes, media_type: str) -> Triples:
    format_ = pyoxigraph.RdfFormat.from_media_type(media_type)
    graph = Graph()
    for quad in pyoxigraph.parse(content, format=format_):
        graph.parse(data=f"{quad.triple} .", format="nt")
    return frozenset((s.n3(), p.n3(), o.n3()) for s, p, o in graph)


def test_every_iri_answers(client: FlaskClient, iris: list[str]) -> None:
    assert len(iris) >= 1_000
    for iri in iris:
        # Any answer will do, so that none is drawn.
        with client.get(path_of(iri), headers={"If-None-Match": "*"}) as got:
            answer = got
        if iri.startswith((f"{BASE}id/", f"{BASE}vocabulary/")):
            assert answer.status_code in (301, 303, 304), iri
        elif iri.endswith("/sparql"):
            assert answer.status_code == 200
        else:
            assert answer.status_code == 304, iri


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_in_each_format_says_the_same(
    client: FlaskClient, iris: list[str], kind: str
) -> None:
    iri = example(iris, kind)
    said: set[Triples] = set()
    for format_ in RDF:
        name, media_type = format_.name, format_.media_types[0]
        by_suffix = client.get(f"{path_of(iri)}.{SUFFIX_OF[name]}")
        assert by_suffix.status_code == 200, iri
        assert by_suffix.mimetype == media_type
        for answer in (
            client.get(path_of(iri), query_string={"format": name}, follow_redirects=True),
            client.get(path_of(iri), headers={"Accept": media_type}, follow_redirects=True),
        ):
            assert answer.data == by_suffix.data, (iri, name)
            assert answer.mimetype == media_type
        triples = by_rdflib(by_suffix.data, media_type)
        assert by_engine(by_suffix.data, media_type) == triples, (iri, name)
        said.add(triples)
    assert len(said) == 1
    assert any(subject == f"<{iri}>" for subject, _, _ in next(iter(said)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_page_with_its_data(
    client: FlaskClient, iris: list[str], kind: str
) -> None:
    iri = example(iris, kind)
    answer = client.get(path_of(iri), headers=BROWSER, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert f">{iri}</code>" in answer.text
    embedded = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.S)
    linked = client.get(f"{path_of(iri)}.jsonld")
    assert [json.loads(text) for text in embedded] == [linked.get_json(force=True)]


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, "ttl"),
        ("*/*", "ttl"),
        (BROWSER["Accept"], "html"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json;q=0.9, text/turtle;q=0.8", "jsonld"),
        ("application/trig", "trig"),
        ("application/n-triples, text/html;q=0.1", "nt"),
    ],
)
def test_a_thing_sends_to_its_description(
    client: FlaskClient, accept: str | None, suffix: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    for method in ("GET", "HEAD"):
        answer = client.open("/id/agent/fra?lang=fr", method=method, headers=headers)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/id/agent/fra.{suffix}?lang=fr"
        assert "Accept" in answer.headers["Vary"]
        assert 'rel="describedby"' in answer.headers["Link"]


def test_a_joined_iri_sends_to_what_replaced_it(client: FlaskClient, release: Release) -> None:
    joins = release.manifest["joins"]
    assert len(joins) >= 3
    for replaced, by in joins.items():
        for suffix in ("", ".ttl", ".html"):
            answer = client.get(f"{path_of(replaced)}{suffix}")
            assert answer.status_code == 301
            assert answer.headers["Location"] == f"{path_of(by)}{suffix}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/id/agent/nobody", 404),
        ("/id/agent/", 404),
        ("/id/x", 404),
        ("/document/none.ttl", 404),
        ("/statement/00000000000000000000", 404),
        ("/text/19146400cb75d0d6/0-99999999999999999999", 404),
        ("/release/" + "0" * 32, 404),
        ("/release/..", 404),
        ("/release/x%0Ay", 404),
        ("/id/agent/fra%3E%20%3Fp%20%3Fo%20%7D", 404),
        ("/id/agent/fra%00", 404),
        ("/id/agent/%FF%FE", 404),
        ("/id/agent/..%2F..%2Fetc", 404),
        ("/id/agent/" + "a" * 9_000, 404),
        ("/id/agent/fra.xml", 404),
        ("/id/agent/fra?format=csv", 406),
        ("/id/agent/fra.ttl?incoming=nothing", 404),
        ("/id/agent/fra.ttl?incoming=a:b%3E%20%7D", 400),
        ("/id/agent/fra.ttl?incoming=subject&page=0", 400),
        ("/id/agent/fra.ttl?incoming=subject&page=2x", 400),
        (f"/id/agent/fra.ttl?incoming=subject&page={MOST_PAGES}", 404),
    ],
)
def test_what_cannot_be_answered_is_told(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert set(answer.get_json()["error"]) == {"code", "message", "name", "value", "remedy"}
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == status
    assert page.mimetype == "text/html"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/id/agent/fran", "/id/agent/fra"),
        ("/id/event/sommet-de-belgrad", "/id/event/sommet-de-belgrade"),
        ("/document/001", "/document/001-0146f9d8f82743d2"),
        ("/text/19146400cb75d0d6/3098-3218", "/text/19146400cb75d0d6/3098-3219"),
        ("/graph/statement", "/graph/statements"),
    ],
)
def test_what_is_near_is_told(client: FlaskClient, path: str, near: str) -> None:
    assert near in client.get(path).get_json()["error"]["remedy"]
    assert f'href="{near}"' in client.get(path, headers={"Accept": "text/html"}).text


def test_answers_are_validated_and_open_to_all(client: FlaskClient) -> None:
    tags = []
    for path in ("fra.ttl", "fra.nt", "fra.html", "fra.html?lang=fr", "hrv.ttl"):
        answer = client.get(f"/id/agent/{path}")
        tag = answer.headers["ETag"]
        assert not tag.startswith("W/")
        tags.append(tag)
        again = client.get(f"/id/agent/{path}", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(set(tags)) == len(tags)
    options = client.open("/id/agent/fra", method="OPTIONS")
    assert "GET" in options.headers["Allow"]
    assert client.post("/id/agent/fra").status_code == 405


def test_a_head_request_gets_what_get_gets_without_the_content(client: FlaskClient) -> None:
    get, head = client.get("/id/agent/fra.ttl"), client.head("/id/agent/fra.ttl")
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Link"):
        assert head.headers[name] == get.headers[name]


LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?')


@pytest.mark.parametrize("kind", KINDS)
def test_landing_pages_are_signposted(client: FlaskClient, iris: list[str], kind: str) -> None:
    iri = example(iris, kind)
    answer = client.get(f"{path_of(iri)}.html")
    links: list[tuple[str, str, str]] = LINK.findall(answer.headers["Link"])
    by_relation: dict[str, list[tuple[str, str]]] = {}
    for href, relation, type_ in links:
        by_relation.setdefault(relation, []).append((href, type_))
    assert [href for href, _ in by_relation["cite-as"]] == [iri]
    assert "https://schema.org/AboutPage" in dict(by_relation["type"])
    assert len(by_relation["type"]) == 2
    assert len(by_relation["describedby"]) == len(RDF)
    targets = by_relation["describedby"] + by_relation.get("item", []) + by_relation["linkset"]
    for href, type_ in [*targets, *by_relation.get("collection", [])]:
        parts = urlsplit(href)
        found = client.get(f"{parts.path}?{parts.query}", follow_redirects=True)
        assert found.status_code == 200, href
        assert not type_ or found.mimetype == type_
        back = {name: to for to, name, _ in LINK.findall(found.headers.get("Link", ""))}
        if "describes" in back:
            assert client.get(urlsplit(back["describes"]).path).mimetype == "text/html"
    (context,) = client.get(urlsplit(by_relation["linkset"][0][0]).path).get_json(force=True)[
        "linkset"
    ]
    assert {name for name in context if name != "anchor"} == by_relation.keys() - {"linkset"}


def test_the_parts_of_documents_point_to_each_other(client: FlaskClient, iris: list[str]) -> None:
    def linked(kind: str, relation: str) -> list[str]:
        links = LINK.findall(client.get(f"{path_of(example(iris, kind))}.html").headers["Link"])
        return [urlsplit(href).path for href, name, _ in links if name == relation]

    assert linked("document", "item")[0].startswith("/text/")
    assert linked("text", "collection")[0].startswith("/document/")
    assert linked("passage", "collection")[0].startswith("/text/")
    assert linked("statement", "collection")[0].startswith("/document/")
    assert linked("graph", "collection")[0].startswith("/release/")
    assert linked("release", "item")


def test_a_statement_shows_its_words_where_they_stand(
    client: FlaskClient, release: Release, iris: list[str]
) -> None:
    digests = {text["sha256"]: text["name"] for text in release.manifest["texts"]}
    statements = [iri for iri in iris if "/statement/" in iri][::20]
    assert len(statements) >= 15
    for iri in statements:
        page = client.get(path_of(iri), headers=BROWSER).text
        (digest,) = re.findall(r"<code>([0-9a-f]{64})</code>", page)
        text = read_bytes(digests[digest], (CORPUS / digests[digest]).read_bytes()).masked
        shown = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.S)
        places = re.findall(r'<a href="/text/[^"]*">(\d+)–(\d+)</a>', page)
        marked = re.findall(r"<mark>(.*?)</mark>", "".join(shown), re.S)
        assert marked
        assert places
        for start, end in places:
            assert _unescaped("".join(shown)).find(text[int(start) : int(end)]) >= 0
        assert 'lang="fr"' in page
        for word in ("made by rule", "asserted by", "mode", "stated in"):
            assert f">{word}</a>" in page


def test_a_page_of_a_statement_begins_with_what_it_says(
    client: FlaskClient, release: Release
) -> None:
    path = _statement(release, "foundingMemberOf", FRANCE)
    page = client.get(f"{path}?lang=fr", headers=BROWSER).text
    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    words = " ".join(unescape(re.sub(r"<[^>]+>", "", heading)).split())
    assert (
        words == "France membre fondateur de Partenariat mondial pour l'intelligence artificielle"
    )
    assert 'class="mode is-asserted">affirmé<' in page
    assert "depuis le 15 juin 2020" in page
    assert re.search(r'href="/document/[^"?]+\?fact=[0-9a-f]{20}&amp;lang=fr#words"', page)
    everything = page[page.index('class="everything"') :]
    relations = [unescape(w) for w in re.findall(r"<dt><a [^>]*>(.*?)</a>", everything)]
    assert relations[:4] == ["sujet", "prédicat", "objet", "mode"]


def _statement(release: Release, relation: str, subject: str) -> str:
    """The path of the statement that says a fact."""
    store = release.store()
    graph = f"{BASE}graph/statements"
    for one, predicate, value in store.triples(graph):
        if str(predicate) == f"{OWN}predicate" and str(value) == f"{OWN}{relation}":
            found = {str(p): str(o) for s, p, o in store.triples(graph) if s == one}
            if found[f"{OWN}subject"] == subject:
                return path_of(str(one))
    raise AssertionError(relation)


def _unescaped(text: str) -> str:
    return unescape(re.sub(r"</?mark>", "", text))


def test_a_page_speaks_the_language_asked_for_and_marks_the_other(client: FlaskClient) -> None:
    french = client.get("/id/agent/fra.html?lang=fr").text
    english = client.get("/id/agent/fra.html?lang=en").text
    assert "membre fondateur de" in french
    assert "founding member of" in english
    # What has no English name is shown by its French one, and marked as French.
    assert re.search(r'lang="fr">Partenariat mondial pour l', english)
    assert 'href="/id/agent/ca-qc?lang=en"' in english


def test_a_heading_tells_a_long_name_whole(client: FlaskClient) -> None:
    documents = re.findall(r'<h3[^>]*><a href="([^"]+)">([^<]+)</a>', client.get("/").text)
    path, title = max(documents, key=lambda found: len(found[1]))
    assert len(title) > 120
    text = client.get(path, headers={"Accept": "text/html"}).text
    assert f">{title}</h1>" in text


def test_terms_of_others_have_names_in_both_languages(client: FlaskClient) -> None:
    path = files("server") / "resources" / "outside.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert len(table) >= 30
    assert all(set(words) == {"en", "fr"} and all(words.values()) for words in table.values())
    assert "aussi appelé</a>" in client.get("/id/agent/fra.html?lang=fr").text
    # What no one has named is shown by its prefixed name.
    assert ">prov:" not in client.get("/rule/calls-for.html?lang=fr").text


def test_labels_of_all_that_is_mentioned_come_along(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/id/agent/fra.ttl").data, format="turtle")
    found = graph.objects(URIRef(f"{BASE}id/agent/ca-qc"), RDFS.label)
    assert set(map(str, found)) == {"Québec", "Quebec"}


def test_trig_tells_which_graph_says_what(client: FlaskClient, release: Release) -> None:
    content = client.get("/id/agent/fra.trig").data
    quads = list(pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.TRIG))
    named = {q.graph_name.value for q in quads if isinstance(q.graph_name, pyoxigraph.NamedNode)}
    assert len([name for name in named if "/graph/facts/" in name]) >= 2
    store = release.store()
    held = {graph: set(store.lines(graph)) for graph in named}
    for quad in quads:
        if isinstance(quad.graph_name, pyoxigraph.NamedNode):
            line = pyoxigraph.serialize([quad], format=pyoxigraph.RdfFormat.N_QUADS) or b""
            assert line.strip() in held[quad.graph_name.value]


LINKS = 2 * PAGE + 50


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service on a thing with so many members."""
    dump = tmp_path_factory.mktemp("hub") / "hub.nq"
    dump.write_text("".join(hub(LINKS)))
    served = Served("0" * 32, BASE, Store.of_files([dump]))
    return create_app(Fixed(served), load(Path(dump.parent))).test_client()


def _pages(client: FlaskClient, path: str) -> Iterator[Graph]:
    """The pages of links from one on, by their headers."""
    while path:
        answer = client.get(path)
        assert answer.status_code == 200
        yield Graph().parse(data=answer.data, format="turtle")
        links = {name: href for href, name, _ in LINK.findall(answer.headers["Link"])}
        parts = urlsplit(links.get("next", ""))
        path = f"{parts.path}?{parts.query}" if "next" in links else ""


@pytest.mark.parametrize(
    ("direction", "relation"), [("incoming", "memberOf"), ("outgoing", "hasMember")]
)
def test_all_links_are_there_page_by_page(
    crowded: FlaskClient, direction: str, relation: str
) -> None:
    found: list[str] = []
    pages = list(_pages(crowded, f"/id/agent/hub.ttl?{direction}={relation}"))
    assert len(pages) == 3
    for graph in pages:
        found += _ends(graph, relation, direction)
        (total,) = set(graph.objects(None, VOID.triples))
        assert int(str(total)) == LINKS
    assert len(found) == len(set(found)) == LINKS


def _ends(graph: Graph, relation: str, direction: str) -> list[str]:
    links = graph.triples((None, URIRef(OWN + relation), None))
    return [str(link[0] if direction == "incoming" else link[2]) for link in links]


def test_the_description_shows_the_first_links_and_counts_all(crowded: FlaskClient) -> None:
    graph = Graph().parse(data=crowded.get("/id/agent/hub.ttl").data, format="turtle")
    assert len(_ends(graph, "memberOf", "incoming")) == SHOWN
    page = crowded.get("/id/agent/hub.html?lang=en").text
    assert '<a href="/id/agent/hub?incoming=memberOf&amp;page=1&amp;lang=en">' in page
    assert f"All of them ({LINKS})" in page
    second = crowded.get("/id/agent/hub.html?incoming=memberOf&page=2").text
    assert "page=1" in second
    assert "page=3" in second


def test_the_licence_is_told_only_of_what_is_ours(
    client: FlaskClient, crowded: FlaskClient, iris: list[str]
) -> None:
    assert 'rel="license"' in client.get("/id/agent/fra.ttl").headers["Link"]
    assert 'rel="license"' not in crowded.get("/id/agent/hub.ttl").headers["Link"]
    for kind in ("document", "text", "passage"):
        answer = client.get(f"{path_of(example(iris, kind))}.html")
        assert 'rel="license"' not in answer.headers["Link"]


def test_a_cell_of_a_result_leads_to_the_page_of_its_thing(client: FlaskClient) -> None:
    query = f"SELECT ?a WHERE {{ VALUES ?a {{ <{FRANCE}> <{BASE}/example.org/> }} }}"
    page = client.get("/sparql", query_string={"query": query}, headers=BROWSER).text
    assert '<a href="/id/agent/fra">' in page
    # An address that begins with two strokes would lead to another host.
    assert 'href="//' not in page


def test_another_place_is_another_validator(release: Release) -> None:
    tags = set()
    for place in ("memory", "disk"):
        served = Served(release.hash, release.base, release.store(), place, release.folder)
        app = create_app(Fixed(served), load(release.folder.parent.parent))
        tags.add(app.test_client().get("/id/agent/fra.ttl").headers["ETag"])
    assert len(tags) == 2
