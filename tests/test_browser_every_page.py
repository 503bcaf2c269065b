"""What holds on every page, in a real browser: nothing serious for axe, no error, no movement."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browsing import DESKTOP, TELEPHONE, Visitor, axe, needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

PAGES = (
    "/",
    "/search?q=France",
    "/search",
    "/search?q=zzzz",
    "/questions",
    "/search?q=Frence",
    "/things/agent",
    "/docs/sparql",
    "/sparql",
    "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+3",
    "/ontology",
    "/ontology/Membership",
    "/docs/model",
    "/id/agent/fra.html",
    "/id/agent/partenariat-mondial-pour-l-intelligence-artificielle.html?lang=fr",
    "/id/instrument/declaration-des-participants-au-sommet-pour-l-action-sur-l-intelligence-artificielle.html?incoming=signatoryOf",
    "/id/situation/5612804fee1498b1423f.html",
    "/statement/d13ad548d4516ccd5740",
    "/text/19146400cb75d0d6/3098-3219",
    "/coverage/001-0146f9d8f82743d2",
    "/graph/statements",
    "/question/011_working-group-themes",
    "/rule/unite-to-create",
    "/witness/d0769ee8d4894b580888",
    "/document/001-0146f9d8f82743d2",
    "/data",
    "/validation",
    "/cite?of=/text/19146400cb75d0d6/1884-1897",
    "/api",
    "/document/001-0146f9d8f82743d2?fact=dd0906e59aa08b8220b0",
    "/document/004-62570732e8cb2abc?passage=0-40&lang=fr",
    "/network",
    "/network?entity=agent/fra&view=table",
    "/network?chosen=agent/fra,agent/partenariat-mondial-pour-l-intelligence-artificielle",
    "/network?relation=hosts&class=Person",
)
WINDOWS = (DESKTOP, TELEPHONE)

# What the other theme changes.
COLOURS = ("color-contrast", "link-in-text-block")

# How far what stands on a page has moved while it was loaded (https://web.dev/articles/cls).
MOVED = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(moved), 300);
})"""


@pytest.fixture(scope="module", params=WINDOWS, ids=("desktop", "telephone"))
def someone(request: pytest.FixtureRequest, site: Service, chrome: Browser) -> Iterator[Visitor]:
    """A visitor with one window for all pages."""
    with visitor(chrome, site.address, viewport=request.param) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_open_to_all_and_stands_still(someone: Visitor, path: str) -> None:
    page = someone.go(path)
    assert page.evaluate(MOVED) < 0.02
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, COLOURS) == []
    page.emulate_media(color_scheme="light")
    assert not someone.wrong
