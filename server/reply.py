"""An answer as it is sent: its headers, its coding, and its content, whole or from a file."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import brotli
import zstandard

from graph.errors import SommetError
from server.errors import body_of, headers_of, status_of
from server.releases import Served
from server.sparql import Answer, Operation

# Bytes from which an answer is compressed, and of one piece of it.
WORTH = 1_000
_PIECE = 1024 * 1024


@dataclass(slots=True)
class Reply:
    """What is sent: a status, headers, and the content or the file that holds it.

    :ivar query: what it answers, for the logs
    """

    status: int
    headers: Sequence[tuple[str, str]]
    content: bytes = b""
    file: int | None = None
    query: str = ""


def refusal(error: SommetError) -> Reply:
    """An error as what is sent."""
    content = json.dumps(body_of(error), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    headers = (
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        *headers_of(error),
    )
    return Reply(status_of(error), headers, content)


def represented(
    given: Answer,
    operation: Operation,
    served: Served,
    coding: str,
    *,
    lasting: bool = False,
) -> Reply:
    """An answer as what is sent.

    :param coding: of the content, as the client accepts it; empty: none
    :param lasting: whether the same address will always give the same answer
    """
    content, file, size = given.given.content, given.given.file, given.given.size
    coding = coding if size >= WORTH else ""
    headers = [("Content-Type", given.choice.content_type)]
    if coding:
        headers.append(("Content-Encoding", coding))
        if file is None:
            content = compressed(content, coding)
            size = len(content)
    if file is None or not coding:
        headers.append(("Content-Length", str(size)))
    if given.changing:
        headers.append(("Cache-Control", "no-store"))
    else:
        age = "public, max-age=31536000, immutable" if lasting else "public, no-cache"
        headers += [("Cache-Control", age), ("ETag", _tag(given, operation, served, coding))]
    return Reply(200, tuple(headers), content, file)


def _tag(given: Answer, operation: Operation, served: Served, coding: str) -> str:
    """A strong validator: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.

    It tells the place too: where no query says so, the order of rows, and which rows a LIMIT leaves,
    depend on it.
    """
    told = (
        f"{served.hash} {served.place} {given.choice.media_type} {coding} {operation.graph} "
        f"{operation.query} {operation.default_graphs} {operation.named_graphs}"
    )
    return f'"{validator(told)}"'


def validator(told: str) -> str:
    """What stands for all that an answer depends on, without the quotation marks of an ETag."""
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()


def matches(wanted: str, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a client that sends `If-None-Match` has the answer with these headers already."""
    tag = next((value for name, value in headers if name == "ETag"), None)
    tags = [one.strip().removeprefix("W/") for one in wanted.split(",")]
    return tag is not None and ("*" in tags or tag in tags)


def coding_of(accepted: str | None) -> str:
    """The content coding that a client likes best; ours, best first, between equals."""
    if not accepted:
        return ""
    qualities: dict[str, float] = {}
    for element in accepted.lower().split(","):
        name, _, parameter = element.partition(";")
        number = parameter.partition("=")[2].strip()
        try:
            qualities[name.strip()] = float(number) if number else 1.0
        except ValueError:
            qualities[name.strip()] = 0.0
    others = qualities.get("*", 0.0)
    best = max(_CODINGS, key=lambda name: qualities.get(name, others))
    quality = qualities.get(best, others)
    return best if quality > 0 and quality >= qualities.get("identity", 0.0) else ""


def compressed(content: bytes, coding: str) -> bytes:
    """Content in a coding that `coding_of` chose."""
    return _CODINGS[coding](content)


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(content)


# The content codings (https://www.iana.org/assignments/http-parameters/), best first.
_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": _zstd,
    "br": partial(brotli.compress, quality=4),
    "gzip": partial(gzip.compress, compresslevel=5, mtime=0),
}


class Pieces:
    """The content of a file in its coding, piece by piece, so that it is never in memory whole.

    :param file: its descriptor, which `close` closes
    """

    def __init__(self, file: int, headers: Iterable[tuple[str, str]]) -> None:
        self._source = open(file, "rb", buffering=0)  # noqa: SIM115  `close` closes it.
        self._coding = dict(headers).get("Content-Encoding", "")

    def __iter__(self) -> Iterator[bytes]:
        self._source.seek(0)
        compress, finish = _compressor(self._coding)
        while piece := self._source.read(_PIECE):
            if packed := compress(piece):
                yield packed
        if rest := finish():
            yield rest

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()


def _compressor(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    if coding == "gzip":
        packer: Any = zlib.compressobj(5, wbits=31)
        return packer.compress, packer.flush
    if coding == "br":
        packer = brotli.Compressor(quality=4)
        return packer.process, packer.finish
    if coding == "zstd":
        packer = zstandard.ZstdCompressor(level=3).compressobj()
        return packer.compress, packer.flush
    return bytes, bytes
