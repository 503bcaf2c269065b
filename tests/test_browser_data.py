"""An archivist and a developer do their whole errands in a real browser."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.release import Release
from tests.browsing import TELEPHONE, axe, needs_browser, visitor
from tests.serving import Service

pytestmark = [pytest.mark.browser, needs_browser]

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Go on by the keyboard alone to what bears a name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "() => document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.textContent"
        )
        if name in " ".join(str(words).split()):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def copied(page: Page) -> str:
    words: str = page.evaluate("() => navigator.clipboard.readText()")
    return words


def test_an_archivist_checks_an_older_release_and_cites_it(
    archive: Service, chrome: Browser, history: tuple[Path, Release]
) -> None:
    digest = history[1].hash
    with visitor(chrome, archive.address, permissions=CLIPBOARD) as someone:
        page = someone.go("/data")
        older = page.locator(f"#release-{digest}")
        expect(older).to_contain_text("1 set aside")
        older.get_by_role("link", name="Files").click()
        row = page.get_by_role("row", name="sommet-all.nq.gz")
        with page.expect_download() as downloading:
            row.get_by_role("link").click()
        data = downloading.value.path().read_bytes()
        expect(row).to_contain_text(hashlib.sha256(data).hexdigest())

        page.get_by_role("link", name="Validation report").click()
        aside = page.get_by_role("region", name="Set aside")
        expect(aside).to_contain_text("The object of “member of” must be of the class")
        expect(aside.get_by_role("link", name="MemberOf-object")).to_be_visible()
        conflicts = page.get_by_role("region", name="Contradictions between documents")
        expect(conflicts.get_by_role("link", name="Luis Vega")).to_be_visible()

        page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Data").click()
        page.locator(f"#release-{digest}").get_by_role("link", name="Cite").click()
        page.get_by_role("button", name="Copy Reference").click()
        expect(page.locator("#told")).to_have_text("Copied")
        assert copied(page).endswith(f"https://w3id.org/sommet/release/{digest}")
        page.get_by_role("button", name="Copy BibTeX").click()
        assert copied(page).startswith(f"@misc{{sommet-{digest[:8]},")


def test_a_passage_is_cited_by_the_keyboard_alone(archive: Service, chrome: Browser) -> None:
    with visitor(chrome, archive.address, "fr", permissions=CLIPBOARD) as someone:
        page = someone.go("/data")
        tab_to(page, "Comment citer")
        page.keyboard.press("Enter")
        tab_to(page, "Documents, passages et faits")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Comment citer")
        page.get_by_label("Que citez-vous").focus()
        page.keyboard.type("/text/19146400cb75d0d6/1884-1897")
        page.keyboard.press("Enter")
        expect(page.locator("#reference")).to_contain_text("quatre thèmes")
        tab_to(page, "Copier Référence")
        page.keyboard.press("Enter")
        expect(page.locator("#told")).to_have_text("Copié")
        assert "caractères 1884–1897" in copied(page)


def test_a_developer_runs_the_first_example(archive: Service, chrome: Browser) -> None:
    with visitor(chrome, archive.address, permissions=CLIPBOARD) as someone:
        page = someone.go("/api")
        page.get_by_role("button", name="Copy Example").first.click()
        expect(page.locator("#told")).to_have_text("Copied")
        done = subprocess.run(["bash", "-c", copied(page)], capture_output=True, check=True)
        shown = page.locator("#search")
        shown.get_by_text("Answer, shortened").click()
        example = json.loads(shown.locator("details pre").inner_text())
        assert example.keys() <= json.loads(done.stdout).keys()
        closed = page.locator("#network")
        closed.locator("summary").first.focus()
        page.keyboard.press("Enter")
        expect(closed.get_by_text("250,000 facts")).to_be_visible()


def test_without_scripts_nothing_is_missing(
    archive: Service, chrome: Browser, history: tuple[Path, Release]
) -> None:
    with visitor(chrome, archive.address, java_script_enabled=False) as someone:
        page = someone.go("/data")
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)
        page.get_by_label("Around").fill("France")
        page.get_by_label("Relation").select_option("memberOf")
        with page.expect_download() as downloading:
            page.get_by_role("button", name="Download the network").click()
        assert downloading.value.suggested_filename.startswith("sommet-france-depth-1-memberof")
        someone.go(f"/release/{history[1].hash}/cite")
        expect(page.locator("#bib")).to_contain_text("@misc{sommet-")
        someone.go("/validation")
        page.get_by_text("What the columns count").click()
        expect(page.get_by_text("The number of sentences from which")).to_be_visible()
        someone.go("/api")
        expect(page.locator("#search pre").first).to_contain_text("curl 'http")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_telephone_is_wide_enough(
    archive: Service, chrome: Browser, history: tuple[Path, Release], language: str
) -> None:
    paths = ("/data", "/cite", "/api", "/validation")
    older = [f"/release/{history[1].hash}/{name}" for name in ("dumps/", "validation", "cite")]
    with visitor(
        chrome, archive.address, language, viewport=TELEPHONE, color_scheme="dark"
    ) as someone:
        for path in (*paths, *older):
            page = someone.go(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= TELEPHONE["width"], path
            assert axe(page) == [], path
