"""The names and classes of what a network holds."""

from collections.abc import Iterable

from graph.export.asking import Asking
from graph.export.facts import Kind, tail
from graph.export.selection import Chosen, Label

# Where no label is in the language that is asked for.
_FALLBACK = ("en", "fr", "")


class Naming:
    """The names and classes of the things and relations of a network."""

    def __init__(self, asking: Asking, chosen: Chosen, language: str) -> None:
        self._order = (language, language.partition("-")[0], *_FALLBACK)
        facts, given = chosen.facts, chosen.types
        ends = {fact.object for fact in facts if fact.kind is Kind.THING}
        self.things = sorted({*chosen.things, *ends, *(fact.subject for fact in facts)})
        found: dict[str, list[str]] = {}
        for thing, type_ in asking.among("types", "thing", self.things):
            found.setdefault(thing, []).append(type_)
        self._types = {thing: min(types) for thing, types in (found | given).items()}
        terms = {fact.relation for fact in facts} | set(self._types.values())
        labels: dict[str, list[Label]] = {}
        for thing, label, tag in asking.among("labels", "thing", {*self.things, *terms}):
            labels.setdefault(thing, []).append((label, tag))
        self._labels = {iri: self._best(found) for iri, found in (labels | chosen.labels).items()}

    def label(self, iri: str) -> Label:
        """The name of a thing or a relation, with its language; without any, the end of its IRI."""
        return self._labels.get(iri) or (tail(iri) or iri, "")

    def type(self, iri: str) -> str:
        """The IRI of the class of a thing; empty: none is known."""
        return self._types.get(iri, "")

    def _best(self, labels: Iterable[Label]) -> Label:
        """In the language asked for, else in English, in French, in none, in the first by its tag."""
        label, tag = min(labels, key=lambda one: (self._place(one[1].lower()), one[1], one[0]))
        return " ".join(label.split()), tag

    def _place(self, tag: str) -> int:
        return self._order.index(tag) if tag in self._order else len(self._order)
