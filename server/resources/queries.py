"""The queries of this room, `server/queries/resource_*.rq`, with their placeholders filled."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from graph.store import Limits, Question
from server.asks import JSON, Bindings, query_text, whole
from server.errors import MalformedRequestError
from server.releases import Served

# IRIREF of https://www.w3.org/TR/sparql11-query/#rIRIREF, with a scheme.
_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]*""")
_PLACE = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Reader:
    """Asks a release about one node.

    :ivar graph: the IRI of the one graph to read; empty: the release's default graph
    """

    served: Served
    limits: Limits
    graph: str = ""

    def rows(self, name: str, **values: str) -> Bindings:
        """The rows that answer a query.

        :param name: of its file, without `resource_` and `.rq`
        :param values: what to put in place of each `$name`, made by `written`, `listed` or `str`
            of a number
        :raises LimitError: if it goes over a limit
        """
        text = _PLACE.sub(
            lambda place: values[place[1]], query_text(f"resource_{name}", self.served.base)
        )
        graphs = (self.graph,) if self.graph else None
        question = Question(text, JSON, "", graphs, graphs, limits=self.limits)
        bindings: Bindings = json.loads(whole(self.served.asks.ask(question)))["results"][
            "bindings"
        ]
        return bindings


def written(term: Node) -> str:
    """A term as SPARQL writes it.

    :raises MalformedRequestError: if it is an IRI that cannot be
    """
    if isinstance(term, URIRef) and not _IRI.fullmatch(term):
        raise MalformedRequestError(
            "This is no IRI.", name="iri", value=str(term), remedy="Percent-encode what no IRI has."
        )
    return f"<{term}>" if isinstance(term, URIRef) else term.n3()


def listed(terms: Iterable[Node]) -> str:
    """Terms as the values of a VALUES clause; blank nodes, which no query can name, are left out."""
    return " ".join(written(term) for term in terms if not isinstance(term, BNode))


def term(binding: dict[str, str]) -> Node:
    """A term of a row (https://www.w3.org/TR/sparql11-results-json/)."""
    value = binding["value"]
    if binding["type"] == "uri":
        return URIRef(value)
    if binding["type"] == "bnode":
        return BNode(value)
    language, datatype = binding.get("xml:lang"), binding.get("datatype")
    return Literal(value, language, datatype and URIRef(datatype), normalize=False)
