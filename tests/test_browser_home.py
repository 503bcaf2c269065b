"""Arriving, searching and going on, in a real browser: by mouse, by keyboard, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browsing import TELEPHONE, axe, needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

FRANCE = re.compile(r"/id/agent/fra(\.html)?(\?|$)")


def tab_to(page: Page, selector: str, most: int = 20) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached by {most} Tabs")


def test_who_types_the_beginning_of_a_name_is_led_to_it(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/")
        field = page.get_by_role("combobox", name="Words to search for")
        expect(field).to_have_attribute("aria-expanded", "false")
        field.press_sequentially("fra")
        options = page.get_by_role("option")
        expect(options.filter(has_text="State")).to_have_text("FranceState")
        expect(
            page.get_by_role("group", name="In the texts").get_by_role("option")
        ).not_to_have_count(0)
        expect(options.last).to_contain_text("All results for “fra”")
        expect(page.get_by_role("status")).to_contain_text("suggestions")
        assert axe(page) == []
        page.get_by_role("heading", level=1).click()
        expect(page.get_by_role("listbox")).to_be_hidden()
        field.press("ArrowDown")
        page.get_by_role("option", name="France").first.click()
        expect(page).to_have_url(FRANCE)
        expect(page.get_by_role("heading", level=1)).to_contain_text("France")


def test_all_of_it_goes_by_keyboard(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/")
        tab_to(page, "#q")
        page.keyboard.type("fra")
        chosen = page.locator('[role=option][aria-selected="true"]')
        expect(chosen).to_contain_text("France")
        field = page.locator("#q")
        first = chosen.get_attribute("id") or ""
        expect(field).to_have_attribute("aria-activedescendant", first)
        page.keyboard.press("ArrowDown")
        expect(field).not_to_have_attribute("aria-activedescendant", first)
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        assert field.input_value() == "fra"
        page.keyboard.type("n")
        expect(chosen).to_contain_text("France")
        page.keyboard.press("Enter")
        expect(page).to_have_url(FRANCE)


def test_words_that_several_names_begin_with_are_searched_for(
    site: Service, chrome: Browser
) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/docs/model")
        page.locator("#find").press_sequentially("partenariat")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search\?q=partenariat$"))


def test_without_suggestions_the_field_still_searches(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/")
        asked: list[str] = []

        def nothing(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(status=204)

        page.route("**/suggest?*", nothing)
        with page.expect_request("**/suggest?*"):
            page.locator("#q").press_sequentially("France")
        expect(page.get_by_role("listbox")).to_be_hidden()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search\?q=France$"))
        assert asked


def test_the_answer_to_an_earlier_text_is_not_shown(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/")
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/suggest?q=oecd&*", hold)
        with page.expect_request("**/suggest?q=oecd&*"):
            page.locator("#q").press_sequentially("oecd")
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially("macron")
        expect(page.get_by_role("option").first).to_contain_text("Emmanuel Macron")
        held[0].continue_()
        expect(page.get_by_role("option").first).to_contain_text("Emmanuel Macron")


def test_without_scripts_the_way_leads_over_the_results(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address, java_script_enabled=False) as someone:
        page = someone.go("/")
        page.locator("#q").fill("France")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search\?q=France$"))
        page.get_by_role("link", name="passages").click()
        expect(page.locator(".found blockquote mark").first).to_have_text("France")
        page.get_by_role("link", name=re.compile("everything")).click()
        page.get_by_role("link", name="France", exact=True).click()
        expect(page).to_have_url(FRANCE)


def test_on_a_telephone_in_french(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address, "fr", viewport=TELEPHONE, has_touch=True) as someone:
        page = someone.go("/")
        expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
        page.locator(".top summary").tap()
        expect(page.get_by_role("navigation", name="Menu principal")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
        page.locator("#q").press_sequentially("partenariat mond")
        listed = page.get_by_role("listbox", name="Suggestions")
        expect(listed).to_contain_text("initiative internationale")
        box = listed.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= TELEPHONE["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
        page.get_by_role("option").first.tap()
        expect(page).to_have_url(re.compile("/id/agent/partenariat-mondial"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_address_where_nothing_is_leads_on(site: Service, chrome: Browser, scheme: str) -> None:
    with visitor(chrome, site.address, "fr", color_scheme=scheme) as someone:
        page = someone.page
        answer = page.goto(f"{site.address}/nothing/emanuel-macron")
        assert answer is not None
        assert answer.status == 404
        someone.wrong.clear()  # The browser tells of the 404.
        expect(page.get_by_role("heading", level=1)).to_have_text("Il n’y a rien à cette adresse")
        assert axe(page) == []
        page.get_by_role("link", name="Emmanuel Macron").click()
        expect(page).to_have_url(re.compile("/id/person/emmanuel-macron"))


def test_a_list_is_narrowed_by_letter(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/")
        page.get_by_role("link", name=re.compile("States and bodies")).click()
        page.get_by_role("navigation", name="First letters").get_by_role(
            "link", name="F", exact=True
        ).click()
        names = page.locator(".listing .thing").all_inner_texts()
        assert "France" in names
        assert {name[0].upper() for name in names} == {"F"}


def test_on_paper_there_is_the_content_alone(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go("/docs/model")
        page.emulate_media(media="print")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for part in (".finder", ".top nav", ".manual nav"):
            for one in page.locator(part).all():
                expect(one).to_be_hidden()
