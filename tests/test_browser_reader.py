"""A visitor reads a document: from a fact to its words, from words to their facts, to a thing and back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import DESKTOP, TELEPHONE, needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

LAUNCH = "/document/001-0146f9d8f82743d2"
FOUNDING = "dd0906e59aa08b8220b0"
SAYING = "India founding member of Global Partnership on AI"
SHOWN = "#fact-list > li:visible"
LIT = "[...document.querySelectorAll('#text .lit')].map(e => e.textContent).join('')"


def lit(page: Page) -> str:
    found: str = page.evaluate(LIT)
    return found


def is_in_sight(page: Page, selector: str) -> bool:
    """Whether an element stands within the window and nothing lies on it."""
    found: bool = page.evaluate(
        """selector => { const e = document.querySelector(selector);
        const r = e.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2;
        const top = document.elementFromPoint(x, y); return !!top && (e.contains(top) || top.contains(e)); }""",
        selector,
    )
    return found


@pytest.mark.parametrize("window", [DESKTOP, TELEPHONE])
@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_fact_to_its_words_to_a_thing_and_back(
    site: Service, chrome: Browser, window: dict[str, int], scripts: bool
) -> None:
    with visitor(chrome, site.address, viewport=window, java_script_enabled=scripts) as someone:
        page = someone.go(LAUNCH)
        expect(page.locator(SHOWN)).to_have_count(94)
        page.get_by_role("link", name=SAYING).click()
        expect(page).to_have_url(re.compile(rf"\?fact={FOUNDING}#words$"))
        chosen = page.locator(f"#fact-{FOUNDING}")
        expect(chosen.get_by_role("blockquote")).to_contain_text("Le Canada et la France")
        expect(page.locator("#text .lit").first).to_be_in_viewport()
        expect(page.locator("#text .lit.is-end").filter(has_text="Inde")).to_have_count(1)
        if scripts:
            assert lit(page).startswith("Le Canada et la France s'unissent")
        page.get_by_role("link", name="Show all facts").click()
        expect(page.locator("#text .lit")).to_have_count(0)

        page.locator("#text").get_by_role("link", name="Inde", exact=True).click()
        expect(page).to_have_url(re.compile(r"\?passage=368-372#words$"))
        expect(page.locator(SHOWN)).to_have_count(1)
        expect(page.locator("#text .lit")).to_have_text(["Inde"])
        expect(page.locator("#text .lit")).to_be_in_viewport()

        page.locator(".chosen-things").get_by_role("link", name="India").click()
        expect(page).to_have_url(re.compile(r"/id/agent/ind"))
        page.go_back()
        expect(page.locator("#text .lit")).to_have_text(["Inde"])
        expect(page.locator(SHOWN)).to_have_count(1)


@pytest.mark.parametrize("window", [DESKTOP, TELEPHONE])
def test_by_keyboard_alone(site: Service, chrome: Browser, window: dict[str, int]) -> None:
    with visitor(chrome, site.address, viewport=window) as someone:
        page = someone.go(f"{LAUNCH}?lang=en")
        told = page.locator("#told")
        page.get_by_role("link", name="Facts", exact=True).press("Enter")
        page.keyboard.press("Tab")
        first = page.locator("#fact-list a.says").first
        expect(first).to_be_focused()
        page.keyboard.press("n")
        second = page.locator("#fact-list a.says").nth(1)
        expect(second).to_be_focused()
        expect(second).to_have_attribute("aria-current", "true")
        expect(told).to_contain_text("member count")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#fact-list a.says").nth(2)).to_be_focused()
        page.keyboard.press("p")
        expect(second).to_be_focused()
        expect(page).to_have_url(re.compile(r"\?fact=[0-9a-f]{20}&lang=en#words"))

        mark = page.locator("#text").get_by_role("link", name="Inde", exact=True)
        mark.press("Enter")
        expect(told).to_have_text("Inde: 1 fact")
        expect(mark).to_be_focused()
        page.keyboard.press("n")
        expect(page.get_by_role("link", name=SAYING)).to_be_focused()
        page.keyboard.press("Tab")
        expect(
            page.locator(f"#fact-{FOUNDING}").get_by_role("link", name="India", exact=True)
        ).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/id/agent/ind"))
        page.go_back()
        expect(page.locator(f"#fact-{FOUNDING}")).to_be_visible()
        page.reload()
        expect(page.locator(SHOWN)).to_have_count(1)
        page.locator(f"#fact-{FOUNDING} .says").press("n")
        expect(page.locator(".fact-card.is-chosen .says")).to_contain_text("Japan")
        page.keyboard.press("Escape")
        expect(page.locator(SHOWN)).to_have_count(94)
        expect(page.locator("#text .lit")).to_have_count(0)
        assert "fact=" not in page.url


def test_letters_are_the_visitor_s_where_words_are_written(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address) as someone:
        page = someone.go(LAUNCH)
        page.locator("#find").press_sequentially("pn")
        expect(page.locator("#find")).to_have_value("pn")
        assert page.url.endswith(LAUNCH)


@pytest.mark.parametrize("scripts", [True, False])
def test_filters_take_out_what_is_not_chosen(site: Service, chrome: Browser, scripts: bool) -> None:
    with visitor(chrome, site.address, java_script_enabled=scripts) as someone:
        page = someone.go(f"{LAUNCH}?lang=en")
        page.get_by_role("checkbox", name="planned").check()
        planned = page.locator(SHOWN).count()
        assert 0 < planned < 94
        expect(page.locator(f"{SHOWN}.is-planned")).to_have_count(planned)
        page.get_by_role("checkbox", name="person").check()
        both = page.locator(SHOWN).count()
        assert 0 < both < planned
        expect(page.locator(f"{SHOWN}.is-planned.has-person")).to_have_count(both)
        line = "e => getComputedStyle(e).textDecorationColor"
        agent = page.locator("#text .mark.of-agent").first
        assert agent.evaluate(line) == "rgba(0, 0, 0, 0)"
        assert page.locator("#text .mark.of-person").first.evaluate(line) != "rgba(0, 0, 0, 0)"
        if scripts:
            expect(page.locator("#told")).to_have_text(f"{both} facts")
        quiet = page.locator("#text .silent").first
        before = quiet.evaluate("e => getComputedStyle(e).textDecorationStyle")
        page.get_by_role("checkbox", name="Sentences without a fact").check()
        assert before != quiet.evaluate("e => getComputedStyle(e).textDecorationStyle") == "dotted"


SELECT = """([start, end]) => {
  const text = document.getElementById('text'), walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange(); let at = 0;
  for (let node; node = walk.nextNode(); at += node.length) {
    if (at <= start && start < at + node.length) range.setStart(node, start - at);
    if (at < end && end <= at + node.length) range.setEnd(node, end - at);
  }
  getSelection().removeAllRanges(); getSelection().addRange(range); return range.toString();
}"""


def test_any_words_have_an_address_that_brings_them_back(site: Service, chrome: Browser) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with visitor(chrome, site.address, permissions=allowed) as someone:
        page = someone.go(LAUNCH)
        words = page.evaluate(SELECT, [560, 590])
        offer = page.get_by_role("button", name="Copy the address of these words")
        offer.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        address = page.evaluate("navigator.clipboard.readText()")
        assert re.search(r"\?passage=\d+-\d+#words$", address)
        page.goto(address)
        expect(page.locator("#text .lit").first).to_be_in_viewport()
        assert lit(page) == words.strip()
        page.get_by_role("button", name="Copy", exact=True).click()
        citation = page.evaluate("navigator.clipboard.readText()")
        assert "15 June 2020. Sommet, release" in citation
        assert citation.endswith(f"https://w3id.org/sommet{LAUNCH}")


def test_on_a_telephone_what_is_chosen_leaves_its_words_in_sight(
    site: Service, chrome: Browser
) -> None:
    with visitor(chrome, site.address, viewport=TELEPHONE) as someone:
        page = someone.go(f"{LAUNCH}?fact={FOUNDING}#words")
        expect(page.locator("#facts")).to_be_in_viewport()
        assert is_in_sight(page, "#text .lit")
        assert is_in_sight(page, f"#fact-{FOUNDING} .says")
        page.locator("#text").get_by_role("link", name="Inde", exact=True).click()
        assert is_in_sight(page, "#text .lit")
        page.keyboard.press("Escape")
        expect(page.locator("#fact-list li").last).not_to_be_in_viewport()


def test_the_reader_is_light(site: Service, chrome: Browser, tmp_path: Path) -> None:
    with visitor(chrome, site.address) as someone:
        sizes: dict[str, int] = {}
        someone.page.on(
            "requestfinished",
            lambda asked: sizes.__setitem__(asked.url, asked.sizes()["responseBodySize"]),
        )
        someone.go(LAUNCH)
        someone.page.wait_for_load_state("networkidle")
        assert len(sizes) >= 6
        scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
        assert scripts < 15_000
        assert sum(sizes.values()) < 150_000
