"""The page of a thing: every relation has its words and its heading, every fact its sentence."""

import csv
import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, Literal, URIRef

import ontology
from graph.dataset.sources import core
from graph.settings import load
from graph.store import Store
from server.app import create_app
from server.messages import LANGUAGES, say_date
from server.quoted import Piece
from server.releases import Fixed, Served
from server.resources import neighbours, represent, timeline
from server.resources.facts import Fact, Row
from server.resources.names import Name
from server.resources.phrases import phrases, topics
from server.resources.sayings import Saying, in_order
from server.resources.values import Direction
from server.resources.when import When, when
from server.resources.words import Quote, marked, shortened
from tests.bench_resources import hub

BASE = "https://w3id.org/sommet/"
OWN = f"{BASE}ontology#"
FRANCE = "/id/agent/fra.html"
GPAI = "/id/agent/partenariat-mondial-pour-l-intelligence-artificielle"


def words(markup: str) -> str:
    """What a reader sees of some markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def row_of(page: str, anchor: str) -> str:
    """The row of a relation, as markup."""
    return page.partition(f'<div id="{anchor}">')[2].partition("</dd>")[0]


def test_each_relation_has_its_words_and_its_heading() -> None:
    with ontology.path("rules/relations.csv").open(encoding="utf-8", newline="") as file:
        relations = {row["relation"] for row in csv.DictReader(file)}
    assert len(relations) >= 50
    # `hasPart` is no relation of a statement, but it is inferred.
    assert set(phrases()) == relations | {"hasPart"}
    graph = core(BASE)
    for name, phrase in phrases().items():
        assert (URIRef(OWN + name), None, None) in graph, name
        assert set(phrase.topics) == set(Direction)
        assert set(phrase.topics.values()) <= set(topics()), name
        assert set(phrase.reverse) == set(LANGUAGES)
        assert all(phrase.reverse.values()), name
        assert not any("'" in said for said in phrase.reverse.values()), name
    used = {topic for phrase in phrases().values() for topic in phrase.topics.values()}
    assert used == set(topics())


def test_a_relation_that_has_an_inverse_reads_from_its_end_as_that_one() -> None:
    labels = {
        name: {
            str(o.language): str(o)
            for o in core(BASE).objects(URIRef(OWN + name), RDFS.label)
            if isinstance(o, Literal)
        }
        for name in ("partOf", "hasPart", "partnerWith")
    }
    assert phrases()["partOf"].reverse == labels["hasPart"]
    assert phrases()["hasPart"].reverse == labels["partOf"]
    assert phrases()["partnerWith"].reverse == labels["partnerWith"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_stand_under_headings_each_with_its_time_its_mode_and_its_sentence(
    client: FlaskClient, language: str
) -> None:
    page = client.get(f"{FRANCE}?lang={language}").text
    told = {
        "en": ("founding member of", "since 15 June 2020", "asserted"),
        "fr": ("membre fondateur de", "depuis le 15 juin 2020", "affirmé"),
    }[language]
    row = row_of(page, "outgoing-foundingMemberOf")
    assert all(said in words(row) for said in told)
    (sentence,) = re.findall(r'<blockquote lang="fr">(.*?)</blockquote>', row, re.S)
    assert "<mark>Le Canada et la France s&#39;unissent" in sentence
    assert re.search(r'href="/statement/[0-9a-f]{20}', row)
    assert re.search(r'href="/document/001-0146f9d8f82743d2\?fact=[0-9a-f]{20}[^"]*#words"', row)
    headings = re.findall(r'<h2 id="(\w+)">', page)
    in_order = [key for key in topics() if key in headings]
    assert headings[: len(in_order)] == in_order
    assert len(in_order) >= 5


def test_a_fact_reads_from_its_other_end_too(client: FlaskClient) -> None:
    row = row_of(client.get(f"{GPAI}.html?lang=fr").text, "incoming-foundingMemberOf")
    assert words(row).startswith("a pour membre fondateur 15 ")
    assert "France" in row


def test_planned_and_reported_facts_are_told_apart(client: FlaskClient) -> None:
    centre = client.get("/id/agent/centre-d-expertise-de-paris.html").text
    assert 'class="mode is-planned">planned<' in centre
    assert 'class="mode is-reported">reported<' in row_of(
        client.get(FRANCE).text, "outgoing-proposed"
    )


def test_an_inferred_fact_tells_what_it_follows_from(client: FlaskClient) -> None:
    row = row_of(client.get(FRANCE).text, "outgoing-memberOf")
    assert 'class="mode is-inferred"' in row
    assert "It follows from: France founding member of Global Partnership on AI" in words(row)
    themes = row_of(client.get(f"{GPAI}.html").text, "outgoing-hasTheme")
    assert re.search(r"It follows from: .* has \w+ ?\w* .* and .* has theme", words(themes))


def test_a_relation_that_reads_alike_from_both_ends_is_told_once(client: FlaskClient) -> None:
    page = client.get(FRANCE).text
    main = page.partition('class="everything"')[0]
    rows = re.findall(r'<div id="(?:outgoing|incoming)-partnerWith">', main)
    assert len(rows) == 1
    assert 'class="mode is-inferred"' not in row_of(page, "outgoing-partnerWith")


def test_the_head_tells_names_registers_and_sums(client: FlaskClient) -> None:
    page = client.get(f"{FRANCE}?lang=en").text
    head = words(page.partition('<header class="thing-head">')[2].partition("</header>")[0])
    assert "Wikidata Q142" in head
    assert "EU country/FRA" in head
    assert "Other names: République française" in head
    facts, documents = re.findall(r"(\d+) facts in (\d+) documents, \d+ of them inferred", head)[0]
    main = page.partition('class="everything"')[0]
    assert main.count('<li class="fact-line">') == int(facts)
    assert main.count('<li class="card">') == int(documents) == 4


def test_documents_are_told_the_newest_first_with_its_name_marked(client: FlaskClient) -> None:
    sources = client.get(FRANCE).text.partition('id="sources"')[2]
    dates = re.findall(r'<time datetime="([^"]+)">', sources.partition('class="everything"')[0])
    assert len(dates) == 4
    assert dates == sorted(dates, reverse=True)
    assert sources.count("<mark>France</mark>") >= 3


def test_a_date_is_told_once_and_stands_on_the_line_of_time(client: FlaskClient) -> None:
    path = "/id/event/reunion-ministerielle-des-pays-membres-du-partenariat-mondial-pour-l-"
    page = client.get(f"{path}intelligence-artificielle.html?lang=en").text
    assert words(row_of(page, "outgoing-heldOn")).count("9 February 2025") >= 1
    line = page.partition('id="outgoing-heldOn"')[2].partition("</p>")[0]
    assert words(line.partition(">")[2]).count("2025") == 1


def test_several_days_are_told_as_several(client: FlaskClient) -> None:
    page = client.get("/id/time/2025-02-10--2025-02-11.html?lang=fr").text
    assert "les 10–11 février 2025" in words(row_of(page, "incoming-heldOn"))


def test_pictures_lead_to_what_they_show(client: FlaskClient) -> None:
    page = client.get(f"{GPAI}.html").text
    for picture in re.findall(r'<svg class="timeline.*?</svg>', page, re.S):
        anchors = re.findall(r'<a href="#([^"]+)"', picture)
        assert len(anchors) >= 5
        assert all(f'<div id="{anchor}">' in page for anchor in anchors)
    networks = re.findall(r'<svg class="neighbours.*?</svg>', page, re.S)
    assert len(networks) == 2
    for picture in networks:
        paths = re.findall(r'href="(/id/[^"]+)"', picture)
        assert len(paths) == len(set(paths)) == neighbours.MOST
        assert client.get(paths[0], follow_redirects=True).status_code == 200
        assert picture.count("<title>") == 2 * neighbours.MOST


def dated(phrase: str, edtf: str, key: str = "on") -> Row:
    fact = Fact(Name("X"), ("asserted",), When(key, edtf, edtf))
    return Row(Name(phrase), "acts", phrase, 1, True, (fact,))


def test_a_mark_is_as_wide_as_its_date_is_exact_and_an_open_end_has_none() -> None:
    rows = [dated("day", "2019-08-01"), dated("month", "2019-08"), dated("year", "2019")]
    rows += [dated("open", "2019-08", "since_day"), dated("past", "2019-08", "until")]
    drawing = timeline.draw(timeline.moments(rows), 760)
    assert drawing is not None
    bars = {bar.moment.phrase: bar for bar in drawing.bars}
    year = (760 - 16) / 2  # Two years are drawn.
    assert bars["year"].width == pytest.approx(year, abs=2)
    assert bars["month"].width == pytest.approx(year / 12, rel=0.1)
    assert bars["day"].width == 7
    assert bars["open"].is_open
    assert bars["open"].left == bars["month"].left
    assert bars["open"].left + bars["open"].width == pytest.approx(760 - 8, abs=2)
    assert bars["past"].left == 8
    tops = [bar.top for bar in drawing.bars]
    assert all(after - before >= 40 for before, after in pairwise(tops))
    lefts = [tick.left for tick in drawing.ticks]
    assert all(after - before >= 60 for before, after in pairwise(lefts))


@pytest.mark.parametrize("width", [760, 344])
def test_labels_of_a_long_time_do_not_overlap(width: int) -> None:
    rows = [dated("first", "1865"), dated("last", "2025-02-10/2025-02-11")]
    drawing = timeline.draw(timeline.moments(rows), width)
    assert drawing is not None
    lefts = [tick.left for tick in drawing.ticks]
    assert len(lefts) >= 2
    assert all(after - before >= 44 for before, after in pairwise(lefts))
    assert all(0 <= bar.left <= bar.left + bar.width <= width for bar in drawing.bars)


def test_what_has_one_date_or_two_neighbours_is_not_drawn() -> None:
    assert timeline.draw(timeline.moments([dated("a", "2019"), dated("b", "2019")]), 760) is None
    assert timeline.moments([dated("c", "no date at all")]) == ()
    assert neighbours.draw((), 760) is None


def test_times_are_told_as_exactly_as_they_are_known() -> None:
    assert when("2020-06-15", "began", "fr", lasts=True).key == "since_day"
    assert when("2020", "ended", "fr", lasts=True).key == "until"
    assert when("2020-06-15", "began", "fr", lasts=False).key == "on_day"
    assert when("2025-02-10/2025-02-11", "attested", "fr", lasts=False).key == "on_days"
    assert say_date("2025-02-10/2025-02-11", "fr") == "10–11 février 2025"
    assert say_date("2019-21", "en") == "2019-21"


def test_long_quotes_lose_their_middle_and_keep_their_ends() -> None:
    text = URIRef(f"{BASE}text/0123456789abcdef/10-1011")
    said = "Alpha " + "word " * 198 + "Omega"
    (quote,) = marked({text: said}, [text], [text], BASE)
    short = shortened(quote)
    assert quote.pieces[0].text == said
    assert len(short.pieces[0].text) < 450
    assert short.pieces[0].text.startswith("Alpha")
    assert short.pieces[0].text.endswith("Omega")
    assert shortened(Quote((Piece("as it is"),), ())).pieces[0].text == "as it is"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service on an office that two hold, that one denies and that had another IRI."""
    node, sh = f"<{BASE}id/post/minister>", "http://www.w3.org/ns/shacl#"
    report, result = f"<{BASE}report/r>", f"<{BASE}report/r#1>"
    a = f"<{RDF.type}>"
    triples = [
        (f'{node} <{RDFS.label}> "minister"@en', "facts/d"),
        (f"{node} {a} <{OWN}Post>", "facts/d"),
        (f'<{BASE}id/person/ana> <{RDFS.label}> "Ana"', "facts/d"),
        (f"<{BASE}id/post/old> <http://purl.org/dc/terms/isReplacedBy> {node}", "statements"),
        (f"{report} <{sh}result> {result}", "report"),
        (f"{result} <{sh}focusNode> {node}", "report"),
        (f"{result} <{sh}resultSeverity> <{sh}Warning>", "report"),
        (f'{result} <{sh}resultMessage> "Two holders: {BASE}id/person/ana, others."@en', "report"),
    ]
    for name, value in (
        ("subject", f"<{BASE}id/person/ana>"),
        ("predicate", f"<{OWN}holdsRole>"),
        ("object", node),
        ("mode", f"<{BASE}vocabulary/mode/negated>"),
        ("statedIn", f"<{BASE}document/d>"),
    ):
        triples.append((f"<{BASE}statement/{1:020x}> <{OWN}{name}> {value}", "statements"))
    dump = tmp_path_factory.mktemp("told") / "told.nq"
    lines = [f"{triple} <{BASE}graph/{graph}> .\n" for triple, graph in triples]
    lines += [f"{triple} .\n" for triple, graph in triples if graph != "report"]
    dump.write_text("".join(lines))
    served = Served("0" * 32, BASE, Store.of_files([dump]))
    return create_app(Fixed(served), load(Path(dump.parent))).test_client()


def test_what_is_denied_stands_apart_and_is_no_fact(told: FlaskClient) -> None:
    page = told.get("/id/post/minister.html?lang=en").text
    before, _, denied = page.partition('<section class="topic denied"')
    assert 'class="fact-line"' not in before
    assert "No fact is known of it" in before
    assert re.search(r'class="not"><a [^>]*href="/id/person/ana', denied)
    assert 'class="mode is-negated">denied<' in denied


def test_statements_come_the_surest_first_and_one_of_each_document_before_the_others() -> None:
    def said(number: int, mode: str, document: str) -> Saying:
        return Saying(URIRef(f"s:{number}"), URIRef(f"m:/{mode}"), URIRef(f"d:{document}"))

    given = [said(1, "planned", "a"), said(2, "asserted", "a"), said(3, "asserted", "a")]
    given += [said(4, "reported", "b"), said(5, "planned", "c")]
    found = [int(str(saying.statement)[2:]) for saying in in_order(given)]
    assert found == [2, 4, 5, 3, 1]


def test_what_the_validation_found_is_told_with_the_things_by_their_names(
    told: FlaskClient,
) -> None:
    page = told.get("/id/post/minister.html?lang=en").text
    findings = page.partition('id="checks"')[2]
    assert "warning Two holders: Ana , others." in words(findings)
    assert 'href="/id/person/ana?lang=en"' in findings
    assert f"<code>{BASE}id/post/old</code>" in findings


def test_the_groups_of_a_thing_with_many_links_are_cut_and_lead_to_all(tmp_path: Path) -> None:
    dump = tmp_path / "hub.nq"
    dump.write_text("".join(hub(250)))
    served = Served("0" * 32, BASE, Store.of_files([dump]))
    client = create_app(Fixed(served), load(tmp_path)).test_client()
    page = client.get("/id/agent/hub.html?lang=en").text
    assert "At least 250 facts" in words(page)
    row = row_of(page, "incoming-memberOf")
    assert row.count('class="fact-line"') == 20
    assert "All of them (250)" in words(row)
    last = client.get("/id/agent/hub.html?incoming=memberOf&page=3&lang=en").text
    assert last.count('class="fact-line"') == 50
    assert 'class="mode is-asserted"' in last
    assert "has member" in words(last)


def test_a_release_names_its_graphs_in_one_language(client: FlaskClient) -> None:
    digest = client.get("/healthz").headers["Sommet-Release"]
    page = client.get(f"/release/{digest}?lang=fr", headers={"Accept": "text/html"}).text
    short = words(page.partition("<main")[2].partition('class="everything"')[0])
    assert "Énoncés et mots qui les disent" in short
    assert "Faits de « Lancement du Partenariat" in short
    assert "Ce que des États" in short
    assert "What States" not in short
    assert not re.search(r"\b(void|sd|dcterms|dcat):\w", short)


def test_a_passage_begins_and_ends_with_a_whole_word(client: FlaskClient) -> None:
    page = client.get("/text/19146400cb75d0d6/3098-3219", headers={"Accept": "text/html"}).text
    (quote,) = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.S)
    before, after = re.split(r"<mark>.*</mark>", quote, flags=re.S)
    assert before.startswith("… ")
    assert after.endswith(" …")


def test_what_draws_a_page_is_in_its_validator(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    represent._looks.cache_clear()
    before = represent._looks()
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr(represent, "FOLDER", tmp_path)
    represent._looks.cache_clear()
    assert represent._looks() != before
    represent._looks.cache_clear()
