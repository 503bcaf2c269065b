"""A real browser on a service that really runs, for the tests named test_browser_*."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE = Path(__file__).parent.parent / "server/web/node_modules/axe-core/axe.min.js"

# https://www.w3.org/TR/WCAG22/, and what axe calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

DESKTOP = {"width": 1440, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


def chromium() -> str | None:
    """The browser of this machine: `$SOMMET_CHROMIUM`, else the first there is."""
    return os.environ.get("SOMMET_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


needs_browser = pytest.mark.skipif(
    chromium() is None, reason="there is no Chromium: install Debian's package chromium"
)


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser, ended at the end."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@dataclass(frozen=True)
class Visitor:
    """Someone who visits the pages, and what went wrong meanwhile."""

    page: Page
    address: str
    wrong: list[str]

    def go(self, path: str) -> Page:
        """Open a page, which must be there."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return self.page


@contextmanager
def visitor(
    browser: Browser, address: str, language: str = "en", **options: Any
) -> Iterator[Visitor]:
    """A visitor with a window of their own. Errors of scripts, refusals of the
    Content-Security-Policy and requests to elsewhere fail the test at the end.

    :param options: of Playwright's `new_context`: `viewport`, `color_scheme`, `java_script_enabled`
    """
    locale = {"en": "en-GB", "fr": "fr-FR"}[language]
    context: BrowserContext = browser.new_context(
        **{"viewport": DESKTOP, "locale": locale, "reduced_motion": "reduce", **options}
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((address, "data:", "blob:"))
            else wrong.append(f"asked elsewhere: {asked.url}")
        ),
    )
    try:
        yield Visitor(page, address, wrong)
    finally:
        context.close()
    assert not wrong, "\n".join(wrong)


def axe(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds serious or critical on a page, one line each.

    https://github.com/dequelabs/axe-core

    :param rules: that are tried alone; none: all of WCAG 2.2 AA
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = page.evaluate("only => axe.run(document, {runOnly: only})", only)
    return [
        f"{one['impact']} {one['id']}: {json.dumps(node['target'])} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
