"""What every page gets last: a validator, so that it is not sent twice, and a coding."""

from functools import lru_cache

from flask import Request, Response

from server.assets import is_hashed
from server.reply import WORTH, coding_of, compressed


def finish(response: Response, request: Request) -> None:
    """Make of an answer that is whole in memory what is sent; any other stays as it is.

    Its validator (https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3), unless it has one, comes from
    its content, since a page depends on much beside the release.
    """
    if response.status_code == 200 and is_hashed(request.path):
        response.direct_passthrough = False
        response.make_sequence()
    if response.status_code != 200 or response.is_streamed or response.direct_passthrough:
        return
    is_read = request.method in ("GET", "HEAD")
    if is_read:
        response.add_etag()
    if "Content-Encoding" not in response.headers:
        _compress(response, request.headers.get("Accept-Encoding"))
    if is_read:
        response.make_conditional(request)


def _compress(response: Response, accepted: str | None) -> None:
    response.vary.add("Accept-Encoding")
    content, coding = response.get_data(), coding_of(accepted)
    if (
        not coding
        or len(content) < WORTH
        or (response.mimetype or "").startswith(("font/", "image/png"))
    ):
        return
    pack = _kept if "immutable" in response.headers.get("Cache-Control", "") else compressed
    response.set_data(pack(content, coding))
    response.headers["Content-Encoding"] = coding
    tag, is_weak = response.get_etag()
    if tag:
        response.set_etag(with_coding(tag, coding), weak=bool(is_weak))


@lru_cache(maxsize=64)
def _kept(content: bytes, coding: str) -> bytes:
    """What never changes, in a coding: made once."""
    return compressed(content, coding)


def with_coding(tag: str, coding: str) -> str:
    """The validator of the same content in a coding; empty: in none."""
    return f"{tag}-{coding}" if coding else tag
