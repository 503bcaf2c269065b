"""Whoever asks: from a question to its rows, its chart, its file and its code, in a real browser."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from graph.dataset.questions import questions
from tests.browsing import TELEPHONE, Visitor, axe, needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

SECOND = next(q for q in questions("https://w3id.org/sommet/") if q.name.startswith("002"))
SOMMET = "PREFIX sommet: <https://w3id.org/sommet/ontology#>\n"
RELATIONS = SOMMET + (
    "SELECT ?relation (COUNT(*) AS ?statements)\n"
    "WHERE { ?statement sommet:predicate ?relation } GROUP BY ?relation"
)
DATED = SOMMET + "SELECT ?event ?when WHERE { ?event sommet:heldOn/sommet:edtf ?when }"
LINKED = SOMMET + "SELECT ?state ?body WHERE { ?state sommet:foundingMemberOf ?body }"
GRAPH = SOMMET + (
    "CONSTRUCT { ?s sommet:foundingMemberOf ?o } WHERE { ?s sommet:foundingMemberOf ?o }"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
QUOTED = (
    """SELECT ?words ?other WHERE { VALUES (?words ?other) { ("l'été \\"€\\" \\\\" 'b${1}`') } }"""
)

# CodeMirror takes no choice for one that is younger than 75 ms.
SETTLED = "shown => performance.now() - shown > 80"

DRAWN = """canvas => {
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return data.some(value => value > 0);
}"""


def address(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="SPARQL query")


def view(page: Page, name: str) -> Locator:
    return page.get_by_role("tablist", name="Ways to see the result").get_by_role("tab", name=name)


def written(page: Page) -> str:
    """The query in the editor, of which all lines are in view."""
    return "\n".join(editor(page).locator(".cm-line").all_inner_texts()).replace("\u200b", "")


def forgive(someone: Visitor, status: int) -> None:
    """A browser tells an answer of a status as an error; the page is there for it."""
    assert any(f"status of {status}" in told for told in someone.wrong)
    someone.wrong[:] = [told for told in someone.wrong if f"status of {status}" not in told]


def downloaded(page: Page, link: Locator) -> bytes:
    with page.expect_download() as coming:
        link.click()
    return Path(coming.value.path()).read_bytes()


def test_question_2_is_asked_and_its_rows_taken_away(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/questions")
        card = page.locator("#question-002")
        expect(card.get_by_role("heading")).to_have_text(SECOND.words["en"])
        card.get_by_role("link", name="See the answer").click()
        expect(view(page, "Table")).to_have_attribute("aria-selected", "true")
        rows = page.locator("#view tbody tr")
        expect(rows).to_have_count(15)
        expect(page.get_by_role("tab", name=SECOND.words["en"])).to_be_visible()

        page.get_by_role("button", name="signed", exact=True).click()
        page.get_by_role("button", name="signed", exact=True).click()
        expect(page.get_by_role("columnheader", name="signed")).to_have_attribute(
            "aria-sort", "descending"
        )
        expect(rows.first).to_contain_text("true")
        page.get_by_role("searchbox", name="Filter the rows").fill("king")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("United Kingdom")

        content = downloaded(page, page.get_by_role("link", name="csv", exact=True))
        wanted = site.ask(SECOND.query_in("en"), format="csv")
        assert content == wanted.data
        assert len(content.splitlines()) == 16


def test_the_same_by_keyboard_alone(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/sparql")
        expect(editor(page)).to_be_visible()
        for _ in range(30):
            page.keyboard.press("Tab")
            if editor(page).evaluate("field => field.getRootNode().activeElement === field"):
                break
        page.keyboard.type("SELECT ?state WHERE { ?state a sommet:Stat")
        # The prefix is declared as soon as it is used.
        expect(editor(page)).to_contain_text("PREFIX sommet: <https://w3id.org/sommet/ontology#>")
        page.keyboard.type("e")
        expect(page.get_by_role("option").first).to_have_text("sommet:State State")
        page.wait_for_function(SETTLED, arg=page.evaluate("performance.now()"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("option")).to_have_count(0)
        expect(editor(page)).to_contain_text("?state a sommet:State}")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#view tbody tr")).to_have_count(60)
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Run the query")).to_be_focused()
        for _ in range(10):
            page.keyboard.press("Tab")
            if view(page, "Table").evaluate("tab => tab === document.activeElement"):
                break
        page.keyboard.press("ArrowRight")
        expect(view(page, "JSON")).to_be_focused()
        expect(page.locator("#view")).to_contain_text('"bindings"')


def test_without_scripts_there_is_a_form_with_its_table(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address, java_script_enabled=False) as someone:
        page = someone.go("/questions")
        page.locator("#question-002").get_by_role("link", name="Open in the editor").click()
        expect(page.get_by_label("Query")).to_have_value(SECOND.query_in("en"))
        page.get_by_role("button", name="Run the query").click()
        expect(page.locator("tbody tr")).to_have_count(15)
        content = downloaded(page, page.get_by_role("link", name="csv", exact=True))
        assert content == site.ask(SECOND.query_in("en"), format="csv").data


def test_an_aggregate_is_drawn_as_a_chart(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address, language="fr", color_scheme="dark") as someone:
        page = someone.go(address(RELATIONS))
        page.get_by_role("tab", name="Graphique").click()
        chart = page.get_by_role("img", name="statements par relation")
        expect(chart).to_be_visible()
        page.wait_for_function("() => document.querySelector('.chart canvas').width > 300")
        assert chart.evaluate(DRAWN)
        page.get_by_role("combobox", name="Graphique").select_option("line")
        assert chart.evaluate(DRAWN)
        assert axe(page) == []


def test_a_view_is_offered_only_where_it_fits(site: Service, chrome: Browser) -> None:
    fitting = {
        RELATIONS: ["Table", "Chart", "JSON"],
        DATED: ["Table", "Timeline", "JSON"],
        LINKED: ["Table", "Network", "JSON"],
        GRAPH: ["Turtle", "Table", "Network"],
    }
    with visitor(chrome, site.address) as someone:
        for query, names in fitting.items():
            page = someone.go(address(query))
            expect(
                page.get_by_role("tablist", name="Ways to see the result").get_by_role("tab")
            ).to_have_text(names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dates_and_links_are_drawn(site: Service, chrome: Browser, scheme: str) -> None:
    with visitor(chrome, site.address, viewport=TELEPHONE, color_scheme=scheme) as someone:
        page = someone.go(address(DATED))
        view(page, "Timeline").click()
        items = page.locator(".timeline li")
        expect(items.first).to_contain_text("2018")
        count = items.count()
        assert count == len(site.ask(DATED, format="csv").data.splitlines()) - 1
        assert axe(page) == []
        page = someone.go(address(GRAPH))
        view(page, "Network").click()
        expect(page.get_by_role("img", name="16 things and 15 links")).to_be_visible()
        expect(page.locator(".network canvas").first).to_be_attached()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def test_yes_or_no_and_no_row_are_answers_too(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        expect(someone.go(address("ASK { ?s ?p ?o }")).locator(".truth")).to_have_text("Yes")
        page = someone.go(address("SELECT * { ?s <urn:none> ?o }"))
        expect(page.locator(".empty")).to_contain_text("No row answers this query.")


def test_an_error_is_told_at_its_place(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/sparql")
        editor(page).fill("SELECT *\nWHERE {\n  ?s a x:y\n}")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("heading", name="The query cannot be read")).to_contain_text(
            "line 3, column 8"
        )
        mark = page.locator(".cm-gutter-lint .cm-lint-marker-error")
        expect(mark).to_have_count(1)
        expect(page.locator("#answer")).to_contain_text("Declare the prefix of 'x:y'.")
        assert axe(page) == []
        page.get_by_role("button", name="Go there").click()
        page.keyboard.press("Delete")
        expect(editor(page)).to_contain_text("?s a :y")
        expect(mark).to_have_count(0)
        forgive(someone, 400)


def test_a_limit_is_explained(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/sparql")
        editor(page).fill("ASK " + "{" * 300 + "}" * 300)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("heading", name="The query was not answered")).to_be_visible()
        expect(page.locator("#answer")).to_contain_text("nest")
        forgive(someone, 413)


def test_a_query_is_stopped(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/sparql")
        editor(page).fill(ENDLESS)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("status").filter(has_text="Running")).to_be_visible()
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name="Stop").click()
        expect(page.locator("#answer")).to_contain_text("Stopped.")
        expect(page.get_by_role("button", name="Run it again")).to_be_visible()
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_a_link_gives_the_same_query_in_another_window(site: Service, chrome: Browser) -> None:
    query = "# «\u00a0Où\u00a0?\u00a0»\n" + LINKED
    with visitor(chrome, site.address, permissions=["clipboard-read", "clipboard-write"]) as one:
        page = one.go("/sparql")
        editor(page).fill(query)
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        link = str(page.evaluate("navigator.clipboard.readText()"))
        assert link.startswith(site.address + "/sparql?query=")
    with visitor(chrome, site.address) as other:
        page = other.go(link.removeprefix(site.address))
        expect(page.locator("#view tbody tr")).to_have_count(15)
        assert written(page) == query


def test_queries_stay_open_in_tabs(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/sparql")
        editor(page).fill(LINKED)
        page.get_by_role("button", name="New query").click()
        editor(page).fill(DATED)
        page = someone.go("/sparql")
        tabs = page.get_by_role("tablist", name="Queries").get_by_role("tab")
        expect(tabs).to_have_text(["Query 1", "Query 2"])
        assert written(page) == DATED
        tabs.first.click()
        expect(editor(page)).to_contain_text("foundingMemberOf")
        page.get_by_role("button", name="Close Query 1").click()
        expect(tabs).to_have_text(["Query 2"])


def test_a_long_query_is_asked_and_downloaded_all_the_same(site: Service, chrome: Browser) -> None:
    query = f"SELECT ?n WHERE {{ VALUES ?n {{ {' '.join(map(str, range(3000)))} }} }} ORDER BY ?n"
    with visitor(chrome, site.address) as someone:
        page = someone.go("/sparql")
        editor(page).fill(query)
        expect(page.get_by_role("button", name="Copy link")).to_be_disabled()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#answer .details").first).to_contain_text("3,000 rows")
        page.get_by_role("button", name="Next").click()
        expect(page.locator("#view tbody tr").first).to_have_text("100")
        content = downloaded(page, page.get_by_role("button", name="csv", exact=True))
        assert content.split() == [b"n", *(b"%d" % n for n in range(3000))]


def test_the_code_of_a_query_runs(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go(address(QUOTED))
        page.get_by_text("Code for this query").click()
        code = page.locator("#snippet")
        expect(code).to_contain_text("--data-urlencode")
        curl = subprocess.run(
            ["bash", "-c", code.inner_text()], capture_output=True, check=True, timeout=60
        )
        assert curl.stdout == site.ask(QUOTED, format="csv").data
        page.get_by_role("tab", name="Python").click()
        expect(code).to_contain_text("SPARQLWrapper")
        python = subprocess.run(
            [sys.executable, "-c", code.inner_text()], capture_output=True, check=True, timeout=60
        )
        row = {"words": 'l\'été "€" \\', "other": "b${1}`"}
        assert python.stdout.decode() == f"{row}\n"
        assert axe(page) == []
