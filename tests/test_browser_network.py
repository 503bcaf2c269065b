"""A visitor draws the network of the PMIA, reads the sentence behind a link, and takes it away."""

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page, expect

from tests.browsing import TELEPHONE, needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

PMIA = "agent/partenariat-mondial-pour-l-intelligence-artificielle"
AROUND = f"/network?entity={PMIA}"
SENTENCE = "Le Canada et la France s'unissent avec l'Allemagne"

# The pixels of a picture that are not of the colour of its first corner.
INKED = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const surface = Object.assign(document.createElement('canvas'), {width: 400, height: 300});
  const drawing = surface.getContext('2d');
  drawing.drawImage(image, 0, 0, 400, 300);
  const {data} = drawing.getImageData(0, 0, 400, 300);
  let inked = 0;
  for (let at = 0; at < data.length; at += 4) {
    if ([0, 1, 2].some(part => Math.abs(data[at + part] - data[part]) > 24)) inked++;
  }
  return [image.naturalWidth, inked];
}"""


@pytest.fixture
def page(site: Service, chrome: Browser) -> Iterator[Page]:
    with visitor(chrome, site.address) as someone:
        yield someone.page


def is_drawn(page: Page, things: int) -> None:
    expect(page.locator(f'#network[data-drawn="{things}"]')).to_be_visible()


def inked(page: Page, file: Path) -> tuple[int, int]:
    """How wide a saved picture is, and how many of its pixels are drawn on."""
    content = file.read_bytes()
    kind = "png" if content.startswith(b"\x89PNG") else "svg+xml"
    address = f"data:image/{kind};base64,{b64encode(content).decode()}"
    width, pixels = page.evaluate(INKED, address)
    return width, pixels


def test_an_errand_with_the_mouse(site: Service, page: Page, tmp_path: Path) -> None:
    page.goto(site.address + AROUND)
    is_drawn(page, 46)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Global Partnership on AI")

    # A link from the list of a thing's facts: its sentence, with the words marked.
    panel = page.get_by_role("complementary", name="Details")
    panel.get_by_role("link", name="France").first.click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("France")
    panel.get_by_role("link", name=re.compile("^founding member of")).click()
    expect(panel.locator("mark").first).to_contain_text(SENTENCE)
    expect(panel.get_by_role("link", name="Read it in the text").first).to_have_attribute(
        "href", re.compile(r"/document/001-[0-9a-f]+\?fact=[0-9a-f]{20}#words$")
    )

    # The filter to memberships is in the address; Back takes it away.
    page.locator("[data-filter=relation] summary").click()
    page.get_by_role("checkbox", name="founding member of").check()
    is_drawn(page, 16)
    assert page.url.endswith(f"{AROUND}&relation=foundingMemberOf")
    expect(page.get_by_role("status").first).to_contain_text("16 things")

    # What is saved is the export of the filters on screen, and holds what is drawn.
    page.keyboard.press("Escape")
    page.locator(".take-away summary").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="GEXF").click()
    taken.value.save_as(tmp_path / "network.gexf")
    assert urlsplit(taken.value.url).path == "/export"
    assert "relation=foundingMemberOf" in taken.value.url
    saved = etree.parse(tmp_path / "network.gexf")
    labels = {node.get("label") for node in saved.iter("{*}node")}
    listed = set(page.locator(".listed a").all_inner_texts())
    assert len(labels) == 16
    assert labels == listed
    for name in ("PNG", "SVG"):
        with page.expect_download() as taken:
            page.get_by_role("button", name=name).click()
        taken.value.save_as(tmp_path / name)
        width, pixels = inked(page, tmp_path / name)
        assert width == {"PNG": 3200, "SVG": 1600}[name]
        assert pixels > 1_000
    assert "foundingMemberOf" in (tmp_path / "SVG").read_text(encoding="utf-8")

    page.go_back()
    is_drawn(page, 46)


def test_a_link_is_chosen_in_the_drawing_itself(site: Service, page: Page) -> None:
    page.goto(f"{site.address}/network?entity=agent/fra&relation=foundingMemberOf&layout=kinds")
    is_drawn(page, 2)
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    # Two things in one column: the link between them is in the middle.
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#chosen")).to_contain_text("France")
    expect(page.locator("#chosen")).to_contain_text("Global Partnership on AI")
    expect(page.locator(".panel mark").first).to_contain_text(SENTENCE)


def test_the_same_errand_by_keyboard_alone(site: Service, page: Page) -> None:
    page.goto(site.address + AROUND)
    is_drawn(page, 46)
    page.get_by_role("combobox", name="Find a thing in the network").focus()
    page.keyboard.type("franc")
    expect(page.get_by_role("option", name="France")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#chosen")).to_have_text("France")

    link = page.locator(".told a", has_text="founding member of").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel mark").first).to_contain_text(SENTENCE)
    expect(page.locator("#chosen")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-canvas]")).to_be_focused()
    assert page.url.endswith(AROUND)
    for key in ("+", "-", "ArrowLeft", "0"):
        page.keyboard.press(key)

    page.locator("[data-filter=relation] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("founding")
    expect(page.get_by_role("checkbox", name="founding member of")).to_be_visible()
    expect(page.get_by_role("checkbox", name="co-chair of")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    is_drawn(page, 16)
    page.keyboard.press("Escape")
    expect(page.locator("[data-filter=relation] summary")).to_be_focused()


def test_things_are_pinned_left_out_and_linked_by_a_path(site: Service, page: Page) -> None:
    page.goto(f"{site.address}{AROUND}&chosen=agent/fra")
    is_drawn(page, 46)
    page.get_by_role("button", name="Pin").click()
    expect(page.get_by_role("button", name="Pin")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("combobox", name="Path to").fill("japan")
    page.keyboard.press("Enter")
    expect(page.locator("[data-steps] a")).to_have_count(2)
    page.get_by_role("link", name="Leave it out").click()
    is_drawn(page, 45)
    assert page.url.endswith(f"{AROUND}&without=agent/fra")
    page.select_option("[data-layouts]", "timeline")
    expect(page).to_have_url(re.compile("layout=timeline"))


def test_without_scripts_the_table_is_the_page(site: Service, chrome: Browser) -> None:
    with visitor(chrome, site.address, java_script_enabled=False) as someone:
        page = someone.go(AROUND)
        expect(page.locator("[data-canvas]")).to_be_hidden()
        page.locator("[data-filter=relation] summary").click()
        page.get_by_role("checkbox", name="founding member of").check()
        page.locator(".filters").get_by_role("button", name="Show").click()
        expect(page).to_have_url(re.compile(r"relation=foundingMemberOf"))
        expect(page.get_by_role("row")).to_have_count(16)
        row = page.get_by_role("row", name="France").first
        expect(row.locator("mark")).to_contain_text(SENTENCE)
        page.get_by_role("link", name="Time", exact=True).click()
        expect(page.get_by_role("columnheader", name="Time")).to_have_attribute(
            "aria-sort", "ascending"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_the_panel_is_a_sheet(site: Service, chrome: Browser, scheme: str) -> None:
    with visitor(
        chrome, site.address, "fr", viewport=TELEPHONE, color_scheme=scheme, has_touch=True
    ) as someone:
        page = someone.go(AROUND)
        is_drawn(page, 46)
        page.get_by_role("link", name="Groupes de travail du PMIA").tap()
        panel = page.get_by_role("complementary", name="Détails")
        box = panel.bounding_box()
        assert box is not None
        assert round(box["y"] + box["height"]) == TELEPHONE["height"]
        assert box["width"] == TELEPHONE["width"]
        panel.get_by_role("link", name="Fermer").tap()
        expect(panel).not_to_have_class(re.compile("is-chosen"))


def test_the_drawing_follows_the_theme(site: Service, page: Page) -> None:
    page.goto(site.address + AROUND)
    is_drawn(page, 46)
    light = page.locator("[data-stage]").screenshot()
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".stage")).to_have_css("background-color", "rgb(27, 34, 38)")
    assert page.locator("[data-stage]").screenshot() != light
