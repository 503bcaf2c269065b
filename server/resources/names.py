"""What things are called on a page: in the language asked for, else as they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from rdflib import RDFS, Literal, URIRef
from rdflib.term import Node

from graph.dataset.sources import ancestors, prefixes
from server.messages import LANGUAGES
from server.quoted import clipped
from server.resources.outside import outside
from server.resources.paths import kind_of, local
from server.resources.queries import Reader, listed, term
from server.resources.read import labels
from server.resources.values import Link

# Characters of a passage by which it is called.
_WORDS = 120


@dataclass(frozen=True, slots=True)
class Name:
    """What a page calls a thing or shows of a literal.

    :ivar language: of the words, empty: none
    :ivar iri: of the thing; empty: it is a literal
    :ivar path: where it is found on this server; empty: it is not
    """

    words: str
    language: str = ""
    iri: str = ""
    path: str = ""

    @property
    def kind(self) -> str:
        """By which it is coloured: `agent`, or `document`; empty: it has no colour."""
        return kind_of(self.path)


class Names:
    """What the things of one page are called.

    :param found: labels of all that may be named
    :param told: what those that have no label say, by property
    """

    def __init__(
        self,
        found: Iterable[Link],
        told: Mapping[str, Mapping[str, list[Node]]],
        base: str,
        language: str,
    ) -> None:
        self._labels: dict[str, list[Literal]] = {}
        for link in sorted(found, key=lambda link: link.relation != RDFS.label):
            if isinstance(link.other, Literal):
                self._labels.setdefault(str(link.subject), []).append(link.other)
        self._told = told
        self._base = base
        self._order = (language, *(other for other in LANGUAGES if other != language), None)

    def name(self, node: Node) -> Name:
        """What a term is called."""
        if isinstance(node, Literal):
            return Name(str(node), node.language or "")
        iri = str(node)
        label = self.label(iri)
        path = local(iri, self._base) if isinstance(node, URIRef) else ""
        if label is not None:
            return Name(_short(str(label)), label.language or "", iri, path)
        if outside := _outside(iri, self._base, self._order[0] or ""):
            return Name(*outside, iri, path)
        words = self._saying(iri) or unquote(iri.removeprefix(self._base))
        return Name(words, "", iri if isinstance(node, URIRef) else "", path)

    def whole(self, node: Node) -> Name:
        """What a term is called, however long."""
        label, name = self.label(str(node)), self.name(node)
        return name if label is None else replace(name, words=" ".join(str(label).split()))

    def label(self, iri: str) -> Literal | None:
        """A thing's label in the language asked for; else in the other one, else any."""
        labels_ = self._labels.get(iri, [])
        for language in self._order:
            found = [label for label in labels_ if label.language == language]
            if found:
                return min(found)
        return min(labels_, default=None)

    def narrowest(self, classes: Iterable[Node]) -> tuple[Name, ...]:
        """Of classes those that none other is narrower than, by name."""
        return tuple(self.name(class_) for class_ in _narrowest(classes))

    def _saying(self, iri: str) -> str:
        """A statement by its ends and its relation, a situation by its class and its ends."""
        told = self._told.get(iri, {})
        ends = [*told.get("subject", ()), *told.get("predicate", ()), *told.get("object", ())]
        if not ends:
            ends = [*told.get("hasParticipant", ()), *told.get("concerns", ())]
            ends = [*_narrowest(told.get("type", ())), *ends] if ends else ends
        ends = ends or told.get("madeByRule", [])
        return " · ".join(self.name(end).words for end in ends)


def names_of(asked: Reader, found: Iterable[Link], things: Iterable[Node], language: str) -> Names:
    """What things are called.

    :param found: the labels that are known already
    :param things: all that will be named
    """
    known = tuple(found)
    labelled = {str(link.subject) for link in known}
    unlabelled = [
        t for t in dict.fromkeys(things) if isinstance(t, URIRef) and str(t) not in labelled
    ]
    told: dict[str, dict[str, list[Node]]] = {}
    if chosen := listed(unlabelled):
        for row in asked.rows("told", things=chosen):
            name = row["property"]["value"].rpartition("#")[2]
            of_it = told.setdefault(row["thing"]["value"], {})
            of_it.setdefault(name, []).append(term(row["value"]))
    ends = [end for of_it in told.values() for values in of_it.values() for end in values]
    missing = [end for end in ends if isinstance(end, URIRef) and str(end) not in labelled]
    more = labels(asked, [*unlabelled, *missing])
    return Names((*known, *more), told, asked.served.base, language)


def _outside(iri: str, base: str, language: str) -> tuple[str, str] | None:
    """What a term of another vocabulary is called and in which language; else its prefixed name."""
    for prefix, namespace in prefixes(base).items():
        if iri.startswith(namespace) and not namespace.startswith(base):
            name = f"{prefix}:{iri.removeprefix(namespace)}"
            words = outside(name)
            return (words[language], language) if words else (name, "")
    return None


def _short(words: str) -> str:
    return clipped(" ".join(words.split()), _WORDS)


def _narrowest(classes: Iterable[Node]) -> list[Node]:
    """Of classes those that none other is narrower than."""
    by_name = {str(class_).rpartition("#")[2]: class_ for class_ in classes}
    wider = {above for name in by_name for above in ancestors().get(name, ())}
    return [class_ for name, class_ in sorted(by_name.items()) if name not in wider]
