"""What holds on every page, in a real browser: nothing serious for axe, no error, no movement."""

import pytest
from playwright.sync_api import Browser

from tests.browsing import DESKTOP, TELEPHONE, axe, needs_browser, visitor
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
VIEWS = [("light", DESKTOP), ("dark", DESKTOP), ("light", TELEPHONE)]

# How far what stands on a page has moved while it was loaded (https://web.dev/articles/cls).
MOVED = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(moved), 300);
})"""


@pytest.mark.parametrize(("scheme", "window"), VIEWS)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(
    site: Service, chrome: Browser, path: str, scheme: str, window: dict[str, int]
) -> None:
    with visitor(chrome, site.address, color_scheme=scheme, viewport=window) as someone:
        assert axe(someone.go(path)) == []


@pytest.mark.parametrize("window", [DESKTOP, TELEPHONE])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_and_nothing_is_wider_than_the_window(
    site: Service, chrome: Browser, path: str, window: dict[str, int]
) -> None:
    with visitor(chrome, site.address, viewport=window) as someone:
        page = someone.go(path)
        assert page.evaluate(MOVED) < 0.02
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]
