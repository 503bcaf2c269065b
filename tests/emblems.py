"""Draws the icons and the pictures for previews of links, from `server/static/sommet.svg`.

Run it after a change of the emblem, of the typefaces or of the first sentence, and commit what it
writes to `server/static/`:

    $ PYTHONPATH=. python tests/emblems.py
"""

import base64
import struct
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from server.assets import FOLDER as BUNDLE
from server.assets import manifest
from server.messages import LANGUAGES, messages
from tests.browsing import browser

STATIC = Path(__file__).parent.parent / "server/static"
SOCIAL = Path(__file__).parent / "drawn/social.html"

# Pixels of a side: of icons in windows, and of the one that telephones put on their first screen,
# which has a ground and a margin.
ICON, TOUCH, MARGIN = 32, 180, 22

PREVIEW = ViewportSize(width=1200, height=630)
FACES = {
    "Source Serif 4": "source-serif-4-latin-wght-normal.woff2",
    "Source Sans 3": "source-sans-3-latin-wght-normal.woff2",
}


def main() -> None:
    """Write the pictures."""
    with browser() as started:
        (STATIC / "favicon.ico").write_bytes(ico(icon(started, ICON, 0, ""), ICON))
        (STATIC / "apple-touch-icon.png").write_bytes(icon(started, TOUCH, MARGIN, "#faf9f6"))
        for language in LANGUAGES:
            (STATIC / f"social-{language}.png").write_bytes(preview(started, language))


def icon(started: Browser, side: int, margin: int, ground: str) -> bytes:
    """The emblem as a PNG.

    :param ground: a colour; empty: none
    """
    page = started.new_page(viewport={"width": side, "height": side})
    page.set_content(
        f'<body style="margin:{margin}px;background:{ground or "none"}">'
        f'<img src="{data(STATIC / "sommet.svg", "image/svg+xml")}" '
        f'width="{side - 2 * margin}" height="{side - 2 * margin}" style="display:block">'
    )
    return taken(page, is_clear=not ground)


def preview(started: Browser, language: str) -> bytes:
    """The picture that stands beside a link: https://ogp.me/#structured."""
    page = started.new_page(viewport=PREVIEW)
    html = SOCIAL.read_text(encoding="utf-8")
    html = html.replace("TITLE", messages(language)["home.title"])
    html = html.replace("SOMMET_SVG", data(STATIC / "sommet.svg", "image/svg+xml"))
    page.set_content(html)
    page.add_style_tag(content="\n".join(face(*told) for told in FACES.items()))
    page.evaluate("Promise.all([...document.fonts].map(face => face.load()))")
    return taken(page)


def taken(page: Page, *, is_clear: bool = False) -> bytes:
    """What a page shows, as a PNG."""
    picture = page.screenshot(omit_background=is_clear)
    page.close()
    return picture


def face(family: str, file: str) -> str:
    """A typeface of the bundle, as a rule of CSS that holds it."""
    address = data(BUNDLE / manifest()[file], "font/woff2")
    return f'@font-face{{font-family:"{family}";font-weight:200 900;src:url("{address}")}}'


def data(file: Path, media_type: str) -> str:
    """A file as an address: https://www.rfc-editor.org/rfc/rfc2397."""
    return f"data:{media_type};base64,{base64.b64encode(file.read_bytes()).decode()}"


def ico(png: bytes, side: int) -> bytes:
    """One PNG as an icon of Windows: https://learn.microsoft.com/windows/win32/menurc/newheader."""
    head = struct.pack("<HHH", 0, 1, 1)
    entry = struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), 6 + 16)
    return head + entry + png


if __name__ == "__main__":
    main()
