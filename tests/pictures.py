"""Makes the pictures that stand in `server/docs/`: `python -m tests.pictures [NAME …]`.

It builds the release of the four texts, starts a service on it, and looks at its pages with Chromium. It
can be run again at any time: a picture is replaced, and what the service has no page for is left out.
"""

import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from graph.build import build
from graph.settings import load
from tests.browsing import browser
from tests.serving import Service, serving

FOLDER = Path(__file__).parent.parent / "server" / "docs"
WINDOW: ViewportSize = {"width": 1440, "height": 900}

# Bytes that a picture may have, and the scales that are tried, the sharpest first.
MOST = 250_000
SCALES = (2, 1.75, 1.5, 1.25, 1)


@dataclass(frozen=True)
class Picture:
    """A page as it is to be shown.

    :ivar path: of the page, with what it shows
    :ivar click: what is chosen on it first, as a selector; empty: nothing
    :ivar above: what is at the upper edge, as a selector; empty: the beginning of the page
    """

    name: str
    path: str
    click: str = ""
    above: str = ""


_GPAI = "agent/partenariat-mondial-pour-l-intelligence-artificielle"

PICTURES = (
    Picture("home", "/?lang=en"),
    Picture(
        "reader",
        "/document/001-0146f9d8f82743d2?lang=en",
        click="#fact-list a.says[href*='dd0906e59aa08b8220b0']",
    ),
    Picture("entity", "/id/agent/fra.html?lang=en", click="#outgoing-foundingMemberOf summary"),
    Picture("questions", "/questions?lang=en"),
    Picture("network", f"/network?lang=en&entity={_GPAI}&chosen=agent/ind,{_GPAI}"),
    Picture("data", "/data?lang=en"),
)


def main(names: list[str]) -> None:
    """Make the pictures of these names, or all of them."""
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        sys.exit(f"There is no picture named {', '.join(sorted(unknown))}.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build((), replace(load(folder / "data"), base="https://w3id.org/sommet/"))
        with serving(folder, "--data", str(folder / "data")) as service, browser() as chrome:
            for picture in PICTURES:
                if not names or picture.name in names:
                    print(make(chrome, service, picture))


def make(chrome: Browser, service: Service, picture: Picture) -> str:
    """Make a picture, and tell what was made."""
    if service.get(picture.path, headers={"Accept": "text/html"}).status != 200:
        return f"{picture.name}: there is no {picture.path}"
    for scale in SCALES:
        taken = take(chrome, service.address, picture, scale)
        if len(taken) < MOST:
            (FOLDER / f"{picture.name}.png").write_bytes(taken)
            return f"{picture.name}.png: {len(taken)} bytes, scale {scale:g}"
    return f"{picture.name}: not made, it has more than {MOST} bytes at any scale"


def take(chrome: Browser, address: str, picture: Picture, scale: float) -> bytes:
    """A page as a PNG."""
    context = chrome.new_context(
        viewport=WINDOW,
        device_scale_factor=scale,
        color_scheme="light",
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address + picture.path)
    # The second time the fonts are at hand: a face that does not come at once is left out.
    page.reload(wait_until="networkidle")
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    if picture.click:
        page.locator(picture.click).first.click()
    if picture.above:
        page.locator(picture.above).evaluate("element => element.scrollIntoView()")
    taken = page.screenshot()
    context.close()
    return taken


if __name__ == "__main__":
    main(sys.argv[1:])
