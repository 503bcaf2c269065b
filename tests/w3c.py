"""Reads the W3C's manifests of tests over HTTP, and sends what they say.

They are not committed: `SOMMET_RDF_TESTS` names a folder that holds them, such as a clone of
https://github.com/w3c/rdf-tests. A manifest describes its messages in the HTTP vocabulary
(https://www.w3.org/TR/HTTP-in-RDF10/); an older one writes them out in a comment.
"""

import http.client
import os
import re
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.serving import Got, Service

FOLDER = os.environ.get("SOMMET_RDF_TESTS", "")
REASON = "SOMMET_RDF_TESTS names no folder with the W3C's manifests"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")

_EXCHANGE = re.compile(
    r"#### Request\n(.*?)#### Response\n(.*?)(?=followed by|#### Request|\Z)", re.S
)
_ENCODING = re.compile(r"charset=(\S+)", re.I)


@dataclass(frozen=True)
class Exchange:
    """A request, and what its answer must be.

    :ivar statuses: those that are right, `404` or only the first digit; any of them will do
    :ivar truth: what an ASK query answers, if that is told
    :ivar answer: the body of the answer, if that is told
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: tuple[str, ...]
    truth: bool | None = None
    answer: str = ""


@dataclass(frozen=True)
class Case:
    """A test of a manifest.

    :ivar exchanges: its messages, in their order; none: the manifest only names it
    """

    name: str
    exchanges: tuple[Exchange, ...]

    def printed_right(self, wrong: str, right: str) -> "Case":
        """The test with a misprint mended."""
        mended = (
            replace(
                exchange,
                path=exchange.path.replace(wrong, right),
                body=exchange.body and exchange.body.replace(wrong.encode(), right.encode()),
            )
            for exchange in self.exchanges
        )
        return replace(self, exchanges=tuple(mended))


def cases(suite: str) -> list[Case]:
    """The tests of all manifests of a suite, such as `protocol`; none without `SOMMET_RDF_TESTS`."""
    manifests = sorted(Path(FOLDER).rglob(f"{suite}/manifest.ttl")) if FOLDER else []
    return [case for manifest in manifests for case in _cases(Graph().parse(manifest))]


def _cases(manifest: Graph) -> Iterator[Case]:
    (entries,) = manifest.objects(None, MF.entries)
    for test in Collection(manifest, entries):
        name = re.split("[#/]", str(test))[-1]
        requests = manifest.value(manifest.value(test, MF.action), HT.requests)
        comment = str(manifest.value(test, RDFS.comment) or "")
        if requests is not None:
            exchanges = [_described(manifest, r) for r in Collection(manifest, requests)]
        else:
            exchanges = [_written(*found) for found in _EXCHANGE.findall(comment)]
        yield Case(name, tuple(exchanges))


def _described(manifest: Graph, request: Node) -> Exchange:
    def text(node: Node | None, *path: URIRef) -> str:
        for property_ in path:
            node = manifest.value(node, property_) if node is not None else None
        return "" if node is None else str(node)

    response = manifest.value(request, HT.resp)
    listed = manifest.value(request, HT.headers)
    headers = Collection(manifest, listed) if listed is not None else ()
    encoding = text(request, HT.body, CNT.characterEncoding)
    truth = text(response, MF.expectedBoolean)
    statuses = [str(status) for status in manifest.objects(response, MF.expectedStatus)]
    return Exchange(
        text(request, HT.methodName),
        text(request, HT.absolutePath),
        tuple((text(header, HT.fieldName), text(header, HT.fieldValue)) for header in headers),
        text(request, HT.body, CNT.chars).encode(encoding) if encoding else None,
        tuple(s[-3] for s in statuses) or (text(response, HT.statusCodeValue),),
        truth == "true" if truth else None,
        text(response, HT.body, CNT.chars),
    )


def _written(request: str, response: str) -> Exchange:
    head, _, body = _dedented(request).partition("\n\n")
    first, *lines = head.split("\n")
    method, path = first.split()[:2]
    headers = [(name, value.strip()) for name, _, value in (x.partition(":") for x in lines)]
    told = [h for h in headers if h[0] not in ("Content-Length", "Host")]
    encoding = next((m[1] for _, value in told if (m := _ENCODING.search(value))), "utf-8")
    said = _dedented(response).split("\n")
    return Exchange(
        method,
        path,
        tuple(told),
        body.encode(encoding) if body else None,
        tuple(re.findall(r"(\d)xx", said[0])),
        said[-1] == "true" if said[-1] in ("true", "false") else None,
    )


def _dedented(text: str) -> str:
    return "\n".join(line.rstrip() for line in textwrap.dedent(text).strip().split("\n"))


def send(service: Service, exchange: Exchange, host: str = "www.example") -> Got:
    """The answer to a request that is sent as it stands, with no header beside its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)) as asking:
        asking.putrequest(exchange.method, exchange.path, skip_host=True, skip_accept_encoding=True)
        for name, value in (("Host", host), *exchange.headers):
            asking.putheader(name, value)
        if exchange.body is not None or exchange.method == "PUT":
            asking.putheader("Content-Length", str(len(exchange.body or b"")))
        asking.endheaders(exchange.body)
        answer = asking.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Got(answer.status, headers, answer.read())
