"""How a release uses the terms: how often, and an example with the sentence that says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.asks import Asks, query_text, rows
from server.messages import in_language
from server.terms.read import Term, shortened

Row = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class End:
    """A thing of an example, or a value.

    :ivar iri: empty for a value
    :ivar language: of the words; empty if it is not known
    """

    iri: str
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Example:
    """What a release says with a term.

    :ivar ends: of the fact: a thing; or subject, relation and object
    :ivar thing: the instance of a class that a statement names
    :ivar statement: its IRI; empty if no statement says it
    :ivar quotation: the sentence, in three: up to the words that say it, these, and what follows
    :ivar language: of the sentence; empty if it is not known
    """

    ends: tuple[End, ...]
    thing: End | None = None
    statement: str = ""
    document: End | None = None
    quotation: tuple[str, str, str] = ("", "", "")
    language: str = ""


def read_uses(asks: Asks, base: str) -> Mapping[str, int]:
    """How often a release uses each term and each concept, by its IRI.

    :param base: of the release's IRIs
    """
    found = rows(asks, query_text("term_uses", base))
    return {row["term"]["value"]: int(row["uses"]["value"]) for row in found if "term" in row}


def read_example(asks: Asks, base: str, term: Term, language: str) -> Example | None:
    """An example of a term in a release: from a statement if there is one; None if it is not used.

    :param language: of the labels, if they are there in it
    """
    for name in _EXAMPLES["class" if term.kind == "class" else "property"]:
        query = query_text(name, base).replace("$term", f"<{term.iri}>")
        if found := rows(asks, query):
            row = {"predicate": {"type": "uri", "value": term.iri}, **found[0]}
            iris = [value["value"] for value in row.values() if value["type"] == "uri"]
            labels = _labels(asks, base, iris)
            return _example(row, {name: _end(row[name], labels, base, language) for name in row})
    return None


# The queries that find an example, the best first.
_EXAMPLES = {
    "class": ("class_statement", "class_instance"),
    "property": ("property_statement", "property_triple"),
}


def _example(row: Row, ends: Mapping[str, End]) -> Example:
    if "subject" not in row:
        return Example((ends["thing"],))
    fact = ends["subject"], ends["predicate"], ends["object"]
    if "statement" not in row:
        return Example(fact)
    words, sentence = row["words"]["value"], row["sentence"]["value"]
    before, found, after = sentence.partition(words)
    return Example(
        fact,
        thing=ends.get("thing"),
        statement=ends["statement"].iri,
        document=ends["document"],
        language=ends["language"].words if "language" in ends else "",
        quotation=(before, words, after) if found else ("", words, ""),
    )


def _end(
    term: Mapping[str, str], labels: Mapping[str, dict[str, str]], base: str, language: str
) -> End:
    value = term["value"]
    if term["type"] != "uri":
        return End("", value, term.get("xml:lang", ""))
    said = in_language(labels.get(value, {}), language)
    return End(value, said.text or shortened(value, base).removeprefix(base), said.language)


def _labels(asks: Asks, base: str, iris: Iterable[str]) -> Mapping[str, dict[str, str]]:
    """What things are called, by their IRIs and by language."""
    values = " ".join(f"<{iri}>" for iri in iris)
    found: dict[str, dict[str, str]] = {}
    for row in rows(asks, query_text("labels", base).replace("{ UNDEF }", f"{{ {values} }}")):
        said = found.setdefault(row["thing"]["value"], {})
        said.setdefault(row["label"].get("xml:lang", ""), row["label"]["value"])
    return found
