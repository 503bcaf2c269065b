"""The first page, lists of things, suggestions, facets, the manual: what their values are."""

import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.errors import SommetError
from graph.model import Span
from graph.release import Release
from graph.search import FILE, Index
from graph.settings import load
from server.app import create_app
from server.failures import key_of
from server.home import example
from server.lists import KINDS, ways
from server.manual import contents
from server.messages import LANGUAGES, messages
from server.quoted import pieces, plainly
from server.releases import Fixed, Served
from tests.test_contacts import leaks, secrets
from tests.test_pages import BROWSER, Page

RESIDUE = re.compile(r"\*\*|\]\(|█|^#|\\")


@pytest.fixture
def served(release: Release) -> Served:
    return Served(release.hash, release.base, release.store(), folder=release.folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_a_fact_with_the_words_that_say_it(served: Served, language: str) -> None:
    fact = example(served, language)
    assert fact is not None
    marked = "".join(piece.text for piece in fact.sentence if piece.is_marked)
    whole = "".join(piece.text for piece in fact.sentence)
    assert 30 < len(marked) < len(whole)
    assert fact.language == "fr"
    assert fact.path.startswith("/statement/")
    assert {fact.subject.path.split("/")[2], fact.object.path.split("/")[2]} == {"agent"}
    assert fact.relation.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_ways_count_all_and_name_those_of_most_statements(served: Served, language: str) -> None:
    found = ways(served, language)
    assert [way.kind for way in found] == list(KINDS)
    for way in found:
        numbers = [thing.statements for thing in way.things]
        assert numbers == sorted(numbers, reverse=True)
        assert all(thing.kind == way.kind for thing in way.things)
    with Index(served.folder / FILE).opened() as reader:  # type: ignore[operator]
        agents = reader.ask("SELECT count(*) FROM thing WHERE iri LIKE '%/id/agent/%'").fetchone()
    assert (found[0].number,) == agents


def test_a_dump_has_a_first_page_without_an_index(release: Release) -> None:
    dump = Served(release.hash, release.base, release.store())
    client = create_app(Fixed(dump), load(release.folder.parent.parent)).test_client()
    text = client.get("/", headers=BROWSER).text
    assert "/things/" not in text
    assert client.get("/nothing", headers=BROWSER).status_code == 404


def listed(client: FlaskClient, address: str) -> Iterator[str]:
    """The names of things on all pages of a list."""
    while address:
        text = client.get(address, headers=BROWSER).text
        yield from re.findall(r'class="thing of-agent" href="([^"?]+)', text)
        after = re.search(r'href="([^"]+)" rel="next"', text)
        address = after[1].replace("&amp;", "&") if after else ""


def test_the_pages_of_a_list_hold_each_thing_once(client: FlaskClient, served: Served) -> None:
    found = list(listed(client, "/things/agent?lang=fr"))
    assert len(found) == len(set(found)) == ways(served, "fr")[0].number > 60
    states = list(listed(client, "/things/agent?type=State"))
    assert len(states) == 60
    assert set(states) < set(found)
    assert list(listed(client, "/things/agent?type=State&letter=F")) == [
        "/id/agent/fin",
        "/id/agent/fra",
    ]


LISTS = [
    ("/things/nothing", 404, "kind"),
    ("/things/agent?page=99", 400, "page"),
    ("/things/agent?page=x", 400, "page"),
    ("/things/agent?letter=%27", 200, "Nothing of this kind"),
    ("/things/agent?type=Nothing", 200, "Nothing of this kind"),
]


@pytest.mark.parametrize(("path", "status", "holds"), LISTS)
def test_lists_and_what_is_wrong_with_them(
    client: FlaskClient, path: str, status: int, holds: str
) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status
    assert holds in answer.text


def test_passages_are_suggested_when_asked_for(client: FlaskClient) -> None:
    assert "passages" not in client.get("/suggest?q=fran").get_json()
    found = client.get("/suggest?q=fran&passages=3").get_json()["passages"]
    assert len(found) == 3
    for passage in found:
        marked = [piece["text"] for piece in passage["pieces"] if piece["is_marked"]]
        assert marked
        assert all(word.lower().startswith(("fran", "fr")) for word in marked)
        assert re.fullmatch(
            r"/text/\w+/\d+-\d+|/document/[^?]+\?passage=\d+-\d+#words", passage["path"]
        )
    assert client.get("/suggest?q=fran&passages=51").status_code == 400


def test_a_facet_says_how_many_its_choice_finds(client: FlaskClient) -> None:
    query = "/search?q=intelligence"
    text = client.get(query, headers=BROWSER).text
    chosen = re.findall(
        r'<li><a href="(/search\?[^"]+)"[^>]*>[^<]+<span class="number">(\d+)<', text
    )
    assert len(chosen) >= 6
    for address, number in chosen:
        found = client.get(address.replace("&amp;", "&") + "&format=json").get_json()
        assert found["total"] == int(number), address


def test_names_near_are_told_where_nothing_is_found(client: FlaskClient) -> None:
    links = Page(client.get("/search?q=Frence", headers=BROWSER).text).links
    assert "/id/agent/fra" in links


def test_what_markdown_leaves_is_not_shown(client: FlaskClient) -> None:
    text = client.get("/search?q=secretariat+rappel+chronologique", headers=BROWSER).text
    shown = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", text)
    assert len(shown) >= 2
    assert not [words for words in shown if RESIDUE.search(re.sub("<[^>]*>", "", words))]


@given(st.text(alphabet="aé *_[](#)█\\^\n", max_size=40), st.data())
def test_pieces_are_the_text_in_order(text: str, data: st.DataObject) -> None:
    assume(not re.search(r"\]\([^)\s]*[aé]", text))  # Where a link leads is no word of the text.
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = pieces(text, [Span(start, end)])
    assert "".join(piece.text for piece in found).strip() == plainly(text)
    letters = [c for c in text if c in "aé"]
    assert [c for piece in found for c in piece.text if c in "aé"] == letters
    marked = "".join(piece.text for piece in found if piece.is_marked)
    assert [c for c in marked if c in "aé"] == [c for c in text[start:end] if c in "aé"]


def every_error(kind: type[SommetError]) -> Iterator[type[SommetError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from every_error(narrower)


def test_each_error_is_told_in_both_languages() -> None:
    """What happens in building and at the command line is never told on a page."""
    codes = {kind.code for kind in every_error(SommetError) if kind.__module__.startswith("server")}
    codes -= {"address", "bench", "bundle", "request"}
    assert len(codes) >= 8
    said = messages("fr")
    assert not [code for code in codes if f"failure.{code}" not in said]
    for key in (key for key in said if key.startswith("failure.") and "_help" not in key):
        assert f"{key}_help" in said
    error = SommetError("?")
    assert key_of(error) == "request"


PAGES_OF_ERRORS = [
    ("/nothing", 404, "Il n’y a rien à cette adresse"),
    ("/id/agent/frx", 404, "Peut-être cherchez-vous"),
    ("/search?q=France&kind=x", 400, "Cette recherche ne peut être faite"),
    ("/search?q=France&format=turtle", 406, "Ce format n’est pas proposé ici"),
    (f"/search?q={'a' * 501}", 400, "Cette recherche ne peut être faite"),
    ("/sparql?query=SELECT+*+%7B%0A%3Fs+%3Fp%0A%7D", 400, '<li class="here">'),
    ("/sparql?query=SELECT+*+%7B+SERVICE+%3Ca%3Ab%3E+%7B%7D+%7D", 403, "ne fait que répondre"),
]


@pytest.mark.parametrize(("path", "status", "holds"), PAGES_OF_ERRORS)
def test_a_french_reader_is_told_in_french(
    client: FlaskClient, path: str, status: int, holds: str
) -> None:
    answer = client.get(path, headers={**BROWSER, "Accept-Language": "fr"})
    assert answer.status_code == status
    assert holds in answer.text
    assert '<dd lang="en">' in answer.text  # And exactly, in the words of the service.
    assert "canonical" not in answer.text


def test_every_page_can_be_quoted_and_found(client: FlaskClient) -> None:
    for path in ("/", "/docs/model", "/things/agent", "/ontology"):
        text = client.get(f"{path}?lang=fr", headers=BROWSER).text
        address = f"http://localhost{path}"
        assert f'<link rel="canonical" href="{address}?lang=fr">' in text
        assert f'hreflang="en" href="{address}?lang=en"' in text
        picture = re.search(r'og:image" content="http://localhost(/static/[^"]+)"', text)
        assert picture is not None
        with client.get(picture[1]) as answer:
            assert answer.status_code == 200
            assert answer.data[16:24] == b"\x00\x00\x04\xb0\x00\x00\x02\x76"  # 1200 by 630
        for name in ("description", "twitter:card", "theme-color"):
            assert f'name="{name}"' in text


def test_the_manual_lists_its_pages_and_its_headings() -> None:
    assert len(contents()) >= 11
    assert contents()[0].name == "index"
    for one in contents():
        ids = re.findall(r' id="([^"]+)"', one.content)
        assert len(ids) == len(set(ids)), one.name
        assert {heading.anchor for heading in one.headings} <= set(ids)
        assert "<pre>" not in one.content


def test_no_page_of_these_holds_a_contact_detail(client: FlaskClient) -> None:
    for path in ("/", "/things/person", "/search?q=presse+contact", "/suggest?q=pre&passages=9"):
        assert leaks(client.get(path, headers=BROWSER).data) == []
    for secret in secrets():
        found = client.get("/suggest", query_string={"q": secret, "passages": 9}).get_json()
        told = [found.get("suggestions"), found.get("passages")]
        assert leaks(json.dumps(told, ensure_ascii=False).encode()) == []
