"""What a first visit to the pages that most people see costs, as a browser counts it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browsing import needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

# Bytes of everything that a page needs, as they are sent.
MOST = 150_000

PAGES = ("/", "/document/001-0146f9d8f82743d2", "/id/agent/fra.html")


@contextmanager
def weighed(chrome: Browser, address: str, path: str) -> Iterator[dict[str, float]]:
    """The bytes of the body of each answer as it was sent, by its address, of a first visit.

    https://chromedevtools.github.io/devtools-protocol/tot/Network/#event-loadingFinished
    """
    with visitor(chrome, address) as someone:
        page = someone.page
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        heads: dict[str, tuple[str, float]] = {}
        bodies: dict[str, float] = {}

        def began(told: dict[str, Any]) -> None:
            heads[told["requestId"]] = (
                told["response"]["url"],
                told["response"]["encodedDataLength"],
            )

        def ended(told: dict[str, Any]) -> None:
            url, head = heads[told["requestId"]]
            bodies[url] = told["encodedDataLength"] - head

        network.on("Network.responseReceived", began)
        network.on("Network.loadingFinished", ended)
        someone.go(path)
        page.wait_for_load_state("networkidle")
        yield bodies


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light(site: Service, chrome: Browser, path: str) -> None:
    with weighed(chrome, site.address, path) as bodies:
        # The page, its styles, its scripts and two fonts are among them, so that the count counts.
        assert any(url.endswith(path) for url in bodies)
        assert sum(".woff2" in url for url in bodies) >= 2
        assert sum(".css" in url for url in bodies) >= 1
        assert all(url.startswith((site.address, "data:")) for url in bodies)
        total = sum(bodies.values())
        assert total > 60_000
        assert total < MOST, "\n".join(
            f"{size:8.0f} {url}" for url, size in sorted(bodies.items(), key=lambda one: -one[1])
        )
