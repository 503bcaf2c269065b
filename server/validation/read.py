"""What the report graph, the coverage and the manifest of a release say of its checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from rdflib import URIRef

from graph.names import Iris
from server.asks import OWN_LIMITS, Bindings, query_text, rows
from server.catalogue import Kept, Text, read
from server.releases import Served
from server.resources.checks import in_pieces, named_in
from server.resources.names import Name, Names, names_of
from server.resources.queries import Reader, term
from server.validation.values import Checked, Count, Dropped, Finding, Report

# Rows of the queries that are shown; each query asks for one more, which tells that there are more.
MOST_MESSAGES = 1000
MOST_ROWS = 500

_ORDER = ("aside", "warned", "passed")


@lru_cache(maxsize=8)
def read_report(served: Served, folder: Path, language: str) -> Report:
    """What the checks of a release say. A release never changes, so this is read once.

    :param folder: of its files
    :param language: of names and messages, as far as there are any in it
    :raises ReleaseError: if its manifest cannot be read
    :raises LimitError: if a query may not run for so long
    """
    release, found = read(folder), _found(served)
    drawing = _Drawing(_names(served, release, found, language), served.base, language)
    results = drawing.findings(found.results[:MOST_MESSAGES])
    documents = [drawing.checked(text, results) for text in release.texts]
    return Report(
        tuple(sorted(documents, key=lambda one: (_ORDER.index(one.status), one.file))),
        tuple(results.get(Iris(served.base).graph("statements"), ())),
        tuple(map(drawing.count, found.witnesses[:MOST_ROWS])),
        tuple(map(drawing.dropped, found.dropped[:MOST_ROWS])),
        found.is_cut,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    results: Bindings
    witnesses: Bindings
    dropped: Bindings

    @property
    def is_cut(self) -> bool:
        return len(self.results) > MOST_MESSAGES or any(
            len(found) > MOST_ROWS for found in (self.witnesses, self.dropped)
        )


def _found(served: Served) -> _Found:
    names = ("results", "witnesses", "dropped")
    return _Found(
        *(rows(served.asks, query_text(f"validation_{name}", served.base)) for name in names)
    )


def _names(served: Served, release: Kept, found: _Found, language: str) -> Names:
    """What everything is called that the page names."""
    bound = [row for part in (found.results, found.witnesses, found.dropped) for row in part]
    said = (one["value"] for row in bound for one in row.values() if one["type"] == "uri")
    named = (iri for row in found.results for iri in named_in(row["message"]["value"], served.base))
    things = {*said, *named, *(text.document for text in release.texts)}
    return names_of(Reader(served, OWN_LIMITS), (), map(URIRef, sorted(things)), language)


@dataclass(frozen=True, slots=True)
class _Drawing:
    names: Names
    base: str
    language: str

    def findings(self, results: Bindings) -> Mapping[str, list[Finding]]:
        """The findings by the IRI of what was checked, each with its message in one language."""
        chosen: dict[str, dict[str, dict[str, str]]] = {}
        for row in results:
            before = chosen.setdefault(row["result"]["value"], row)
            if _is_better(row, before, self.language):
                chosen[row["result"]["value"]] = row
        found: dict[str, list[Finding]] = {}
        for row in chosen.values():
            found.setdefault(row["of"]["value"], []).append(self._finding(row))
        return found

    def checked(self, text: Text, results: Mapping[str, Iterable[Finding]]) -> Checked:
        return Checked(
            self.names.whole(URIRef(text.document)),
            text.name,
            text.set_aside,
            tuple(results.get(text.document, ())),
            text.figures,
        )

    def count(self, row: dict[str, dict[str, str]]) -> Count:
        return Count(
            self._name(row["witness"]),
            self._name(row["of"]),
            int(row["stated"]["value"]),
            int(row["found"]["value"]),
            self._name(row["relation"]) if "relation" in row else None,
            self._name(row["about"]) if "about" in row else None,
        )

    def dropped(self, row: dict[str, dict[str, str]]) -> Dropped:
        document = self._name(row["of"])
        words = self._name(row["where"]) if "where" in row else Name("")
        exact = " ".join(row.get("words", {}).get("value", "").split())
        return Dropped(
            replace(words, words=exact, language=document.language),
            document,
            self._name(row["relation"]),
            row["reason"]["value"],
            self._name(row["rule"]),
        )

    def _finding(self, row: dict[str, dict[str, str]]) -> Finding:
        focus, value = self._name(row["focus"]), row.get("value")
        return Finding(
            row["severity"]["value"].rpartition("#")[2],
            row["shape"]["value"].rpartition("#")[2],
            in_pieces(row["message"]["value"], self.names, self.base),
            row["message"].get("xml:lang", ""),
            focus if _is_true(row["has_focus"]) else replace(focus, path=""),
            self._name(row["path"]) if "path" in row else None,
            self._value(row) if value else None,
        )

    def _value(self, row: dict[str, dict[str, str]]) -> Name:
        name = self._name(row["value"])
        return name if _is_true(row["has_value"]) else replace(name, path="")

    def _name(self, binding: dict[str, str]) -> Name:
        return self.names.name(term(binding))


def _is_better(
    row: dict[str, dict[str, str]], before: dict[str, dict[str, str]], language: str
) -> bool:
    """Whether the message of a row is in the language asked for, and that of the other is not."""
    tags = [one["message"].get("xml:lang", "") for one in (row, before)]
    return tags[0] == language != tags[1]


def _is_true(binding: dict[str, str]) -> bool:
    return binding["value"] == "true"
