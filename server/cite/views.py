"""How to cite, as a page, and references as files."""

from functools import lru_cache

from flask import Response, current_app, g, request

from server.asks import OWN_LIMITS, query_text, rows
from server.catalogue import Kept, read
from server.cite.styles import STYLES
from server.cite.works import Work, release_work, work_of
from server.endpoint import release_of
from server.errors import MalformedRequestError, PageMissingError
from server.frame import page
from server.messages import language_of
from server.releases import Served
from server.resources.queries import Reader
from server.sparql import limits_of


def cite(digest: str = "") -> Response:
    """How to cite a release, and what the parameter `of` names.

    :param digest: the hash of the release; empty: the one that is served
    """
    release = _release(digest)
    language, address = language_of(request), request.args.get("of", "").strip()
    asked = _reader()
    return page(
        "cite.html",
        section="data",
        kept=release,
        work=_work(asked, release, address, language),
        of=address,
        styles={suffix: style[0] for suffix, style in STYLES.items()},
        examples=_examples(asked.served, language),
    )


def citation(suffix: str, digest: str = "") -> Response:
    """A reference as a file.

    :param suffix: one of STYLES
    :raises MalformedRequestError: if the format has no place for what is to be cited
    """
    release = _release(digest)
    address = request.args.get("of", "").strip()
    if suffix == "cff" and address:
        raise MalformedRequestError(
            "A file CITATION.cff cites a release, and nothing in it.",
            name="of",
            value=address[:500],
            remedy="Ask for .bib, .ris or .json, or leave out 'of'.",
        )
    work = _work(_reader(), release, address, language_of(request))
    write, media_type, name = STYLES[suffix]
    response = Response(write(work), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name.format(key=work.key)}"'
    response.vary.add("Accept-Language")
    return response


def _release(digest: str) -> Kept:
    if digest:
        g.served = release_of(current_app.extensions["sommet"][0], request.path)
    return _kept(g.served)


def _kept(served: Served) -> Kept:
    """What the manifest tells of a release.

    :raises PageMissingError: if it is a file given with --dump
    """
    if served.folder is None:
        raise PageMissingError(
            "What is served here is no release that has an address.",
            name="release",
            value=served.hash,
            remedy="Cite the file that was given with --dump as its source asks.",
        )
    return read(served.folder)


def _reader() -> Reader:
    return Reader(g.served, limits_of(current_app.extensions["sommet"][2]))


def _work(asked: Reader, release: Kept, address: str, language: str) -> Work:
    if not address:
        return release_work(release, language)
    return work_of(asked, release, address.removeprefix(request.host_url.rstrip("/")), language)


@lru_cache(maxsize=8)
def _examples(served: Served, language: str) -> tuple[Work, ...]:
    """A document, a passage and a fact of a release, as far as it has any."""
    found = rows(served.asks, query_text("cite_examples", served.base))
    addresses = [row[name]["value"] for row in found for name in ("document", "passage", "fact")]
    asked = Reader(served, OWN_LIMITS)
    release = _kept(served)
    return tuple(work_of(asked, release, address, language) for address in addresses)


ROUTES = (
    ("/cite", cite, ("GET",)),
    ("/release/<digest>/cite", cite, ("GET",)),
    ("/citation.<any(bib,ris,json,cff):suffix>", citation, ("GET",)),
    ("/release/<digest>/citation.<any(bib,ris,json,cff):suffix>", citation, ("GET",)),
)
