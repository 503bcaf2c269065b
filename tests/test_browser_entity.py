"""A visitor finds France, reads its memberships with the sentence, follows it to its statement and back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import TELEPHONE, needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

FRANCE = "/id/agent/fra.html"
GPAI = "/id/agent/partenariat-mondial-pour-l-intelligence-artificielle.html"
SENTENCE = re.compile("Le Canada et la France s'unissent avec")

# Steps with the tabulator after which something is not there for who has no mouse.
MOST_STEPS = 60


def membership(page: Page) -> Any:
    return page.locator("#outgoing-foundingMemberOf")


def tab_to(page: Page, selector: str) -> None:
    """Go from where the focus is to the first of some elements, with the tabulator alone."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by the tabulator")


@pytest.mark.parametrize(
    "options",
    [{}, {"java_script_enabled": False}, {"viewport": TELEPHONE}],
    ids=["mouse", "without scripts", "telephone"],
)
def test_france_its_memberships_the_sentence_the_statement_and_back(
    site: Service, chrome: Browser, options: dict[str, Any]
) -> None:
    with visitor(chrome, site.address, **options) as someone:
        page = someone.go("/")
        page.locator("#q").fill("France")
        page.locator("main").get_by_role("button", name="Search").click()
        page.get_by_role("link", name="France", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("France")
        row = membership(page)
        expect(row).to_contain_text("since 15 June 2020")
        expect(row.locator("blockquote")).to_be_hidden()
        row.locator("summary").click()
        expect(row.locator("blockquote")).to_be_visible()
        expect(row.locator("blockquote mark")).to_have_text(SENTENCE)
        row.get_by_role("link", name="The statement").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            re.compile(r"France\s+founding member of\s+Partenariat mondial")
        )
        expect(page.locator(".quote mark")).to_have_text(SENTENCE)
        expect(page.get_by_role("link", name="Read it in the text")).to_have_attribute(
            "href", re.compile(r"^/document/001-0146f9d8f82743d2\?fact=[0-9a-f]{20}#words$")
        )
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("France")


def test_the_same_by_keyboard_alone(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address, language="fr") as someone:
        page = someone.go("/")
        tab_to(page, "#q")
        page.keyboard.type("France")
        expect(page.get_by_role("option").first).to_contain_text("France")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("France")
        tab_to(page, "#outgoing-foundingMemberOf summary")
        page.keyboard.press("Enter")
        expect(membership(page).locator("blockquote mark")).to_have_text(SENTENCE)
        tab_to(page, ".onward a[href^='/statement/']")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            re.compile(r"France\s+membre fondateur de\s+Partenariat mondial")
        )
        expect(page.locator(".how")).to_have_text(
            re.compile("affirmé.*depuis le 15 juin 2020", re.S)
        )


def test_pictures_are_drawn_for_the_window_and_can_be_read(site: Service, chrome: Browser) -> None:
    for window, shown, hidden in (
        (None, ".on-wide", ".on-narrow"),
        (TELEPHONE, ".on-narrow", ".on-wide"),
    ):
        options: dict[str, Any] = {"viewport": window} if window else {}
        with visitor(chrome, site.address, **options) as someone:
            page = someone.go(GPAI)
            for picture in ("timeline", "neighbours"):
                expect(page.locator(f"svg.{picture}{shown}")).to_be_visible()
                expect(page.locator(f"svg.{picture}{hidden}")).to_be_hidden()
                sizes = page.locator(f"svg.{picture}{shown} text").evaluate_all(
                    "texts => texts.map(text => parseFloat(getComputedStyle(text).fontSize)"
                    " * text.getScreenCTM().a)"
                )
                assert min(sizes) >= 11
                assert not overlapping(page, f"svg.{picture}{shown} text")
            page.locator(f"svg.neighbours{shown} a").first.click()
            expect(page).not_to_have_url(re.compile("partenariat"))


def overlapping(page: Page, selector: str) -> list[str]:
    """The labels that stand on one another, by a pixel or more."""
    boxes = page.locator(selector).evaluate_all(
        "texts => texts.map(text => [text.textContent, text.getBoundingClientRect().toJSON()])"
    )
    return [
        f"{one} / {two}"
        for at, (one, a) in enumerate(boxes)
        for two, b in boxes[at + 1 :]
        if a["left"] < b["right"] - 1
        and b["left"] < a["right"] - 1
        and a["top"] < b["bottom"] - 1
        and b["top"] < a["bottom"] - 1
    ]


def test_a_picture_leads_to_its_row_and_the_list_says_the_same(
    site: Service, chrome: Browser
) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go(FRANCE)
        mark = page.locator("svg.timeline.on-wide a", has_text="founding member of")
        expect(mark.locator("title")).to_have_text(re.compile("15 June 2020"))
        mark.click()
        expect(page).to_have_url(re.compile("#outgoing-foundingMemberOf$"))
        expect(membership(page)).to_be_in_viewport()
        page.get_by_text("The same as a list").click()
        listed = page.locator(".dated li", has_text="founding member of")
        expect(listed).to_contain_text("since 15 June 2020")


def test_the_address_to_cite_is_copied(site: Service, chrome: Browser) -> None:
    with visitor(
        chrome, site.address, permissions=["clipboard-read", "clipboard-write"]
    ) as someone:
        page = someone.go(FRANCE)
        page.get_by_role("button", name="Copy the address").click()
        expect(page.locator("#told")).to_have_text("Copied")
        held = page.evaluate("navigator.clipboard.readText()")
        assert held == "https://w3id.org/sommet/id/agent/fra"


def test_the_page_is_light(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        sizes: dict[str, int] = {}
        session = someone.page.context.new_cdp_session(someone.page)
        session.send("Network.enable")
        session.on(
            "Network.loadingFinished",
            lambda told: sizes.update({told["requestId"]: int(told["encodedDataLength"])}),
        )
        someone.go(FRANCE)
        someone.page.wait_for_load_state("networkidle")
        assert len(sizes) >= 5
        assert sum(sizes.values()) < 150_000
