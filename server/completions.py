"""The words that an editor of queries completes: the terms that a release uses, with their labels."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.asks import Asks, query_text, rows
from server.resources.outside import outside
from server.terms.read import read_ontology, shortened


@dataclass(frozen=True, slots=True)
class Completion:
    """A class or property that a release uses.

    :ivar name: with its prefix, `sommet:memberOf`
    :ivar kind: `class` or `property`
    :ivar label: by language; empty: none is known
    :ivar definition: by language
    :ivar uses: instances of the class, or triples of the property
    """

    name: str
    kind: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    uses: int


def read_completions(asks: Asks, base: str) -> tuple[Completion, ...]:
    """The terms that a release uses, the most used first.

    A release never changes, so this is read once.

    :param base: the base of the release's IRIs; terms that no prefix of ours shortens are left out
    """
    ours = {term.iri: term for term in read_ontology(base).terms.values()}
    found: list[Completion] = []
    for row in rows(asks, query_text("completions", base)):
        iri = row["term"]["value"]
        name = shortened(iri, base)
        if name == iri:
            continue
        term = ours.get(iri)
        label, definition = (term.label, term.definition) if term else (outside(name), {})
        uses = int(row["uses"]["value"])
        found.append(Completion(name, row["kind"]["value"], label, definition, uses))
    return tuple(sorted(found, key=lambda one: (-one.uses, one.name)))
