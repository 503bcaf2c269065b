"""The shortest way to the answers that are asked for most: a query alone, by GET.

Gives what `server.endpoint` gives, byte for byte but for the time that it took, with what depends on
the client's preferences alone worked out once. Where anything is out of the ordinary it gives nothing,
and the endpoint is asked.
"""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from graph.store import Kind, Limits, Question
from server import metrics
from server.asks import Asks
from server.endpoint import HEADERS, Incoming
from server.log import Log
from server.negotiate import Choice
from server.releases import Served
from server.reply import WORTH, coding_of, compressed, validator
from server.sparql import Operation, is_changing, question_of

_REMEMBERED = 1000
_LONGEST_REMEMBERED = 1000


class Sent(NamedTuple):
    """An answer of status 200 as it is sent.

    :ivar head: its header lines, up to the value of the last, which tells the time that it took
    :ivar lasts: whether the same request will have the same answer
    """

    head: bytes
    time: bytes
    content: bytes
    lasts: bool


class _Way(NamedTuple):
    """How an answer of a kind is represented.

    :ivar head: the header lines that it always has
    :ivar told: what its validator tells beside the query
    """

    head: str
    told: str


class _Plan(NamedTuple):
    """How a client is answered.

    :ivar asked: what a question has beside its text
    :ivar coding: of long content; empty: none
    :ivar ways: by the kind of the answer, and the coding
    """

    asked: tuple[Any, ...]
    coding: str
    ways: Mapping[tuple[Kind, str], _Way]


class Express:
    """Answers from a release.

    :param asks: its store
    """

    def __init__(self, asks: Asks, served: Served, limits: Limits, log: Log) -> None:
        self._asks = asks
        self._served = served
        self._limits = limits
        self._log = log
        self._end = f"Sommet-Release: {served.hash}\r\nServer-Timing: "
        self._plans: dict[tuple[str | None, str | None], _Plan] = {}

    def answer(self, query: str, incoming: Incoming) -> Sent | None:
        """The answer to a query; None: the endpoint is to be asked.

        :param incoming: a request that carries the query and nothing else
        :raises SommetError: if the query is refused, or the client accepts no format at all
        """
        began = time.perf_counter()
        preferred = (incoming.accept, incoming.accept_encoding)
        plan = self._plans.get(preferred) or self._plan(*preferred)
        given = self._asks.ask(Question(query, *plan.asked))
        content, coding = given.content, plan.coding if given.size >= WORTH else ""
        if coding:
            content = compressed(content, coding)
        way = plan.ways.get((given.kind, coding))
        if way is None:
            return None
        if changes := is_changing(query):
            age = "Cache-Control: no-store\r\n"
        else:
            tag = validator(f"{way.told}{query} () ()")
            age = f'Cache-Control: public, no-cache\r\nETag: "{tag}"\r\n'
        head = f"{way.head}Content-Length: {len(content)}\r\n{age}{self._end}"
        seconds = time.perf_counter() - began
        metrics.count_query(seconds)
        metrics.count_request("sparql", 200)
        self._log.query(query, seconds)
        self._log.request("GET", incoming.path, 200, seconds, query)
        taken = b"total;dur=%.2f" % (seconds * 1000)
        return Sent(head.encode(), taken, content, not changes)

    def _plan(self, accept: str | None, accept_encoding: str | None) -> "_Plan":
        """How to answer a client with such preferences.

        :raises NotAcceptableError: if it accepts no format at all
        """
        put = question_of(Operation(""), "", accept, self._served.base, self._limits)
        coding = coding_of(accept_encoding)
        ways: dict[tuple[Kind, str], _Way] = {}
        for kind, choice in ((Kind.RESULTS, put.results), (Kind.GRAPH, put.graph)):
            if choice is not None:
                ways[kind, ""] = self._way(choice, "")
                ways[kind, coding] = self._way(choice, coding)
        plan = _Plan(tuple(put.question)[1:], coding, ways)
        if len(accept or "") + len(accept_encoding or "") < _LONGEST_REMEMBERED:
            if len(self._plans) >= _REMEMBERED:
                self._plans.clear()
            self._plans[accept, accept_encoding] = plan
        return plan

    def _way(self, choice: Choice, coding: str) -> "_Way":
        headers = [*HEADERS, ("Content-Type", choice.content_type)]
        if coding:
            headers.append(("Content-Encoding", coding))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        told = f"{self._served.hash} {self._served.place} {choice.media_type} {coding} None "
        return _Way(head, told)
