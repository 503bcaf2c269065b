"""The competency questions with what a release answers to them, as a page shows it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.dataset.questions import THEMES, Question, questions
from graph.names import Iris
from graph.store import Question as Asked
from server.asks import OWN_LIMITS, Asks, query_text, rows
from server.messages import LANGUAGES, in_language, messages, say_date
from server.results import Cell, show
from server.terms.read import shortened

# Rows that a card shows of an answer, and characters of one cell.
PEEK = 3
MOST_CHARACTERS = 140

_TSV = "text/tab-separated-values"
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d))?")
_TRUTH = {"true": "query.yes", "false": "query.no"}


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer in a release.

    :ivar query: asks for names in the language of the page
    :ivar rows: the first of them, at most PEEK
    :ivar total: of the rows
    """

    question: Question
    query: str
    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


Answers = Mapping[str, tuple[Answered, ...]]


def read_answers(asks: Asks, base: str) -> Mapping[str, Answers]:
    """The answers to all questions, by the language of the page and by theme.

    A release never changes, so these are read once.

    :param base: the base of the release's IRIs
    """
    return {language: _read(asks, base, language) for language in LANGUAGES}


def question_of(query: str, answers: Answers, language: str) -> str:
    """The words of the question that a query asks; nothing if it asks none of ours.

    :param language: of the page
    """
    asked = (one for of_theme in answers.values() for one in of_theme)
    same = (one.question.words[language] for one in asked if one.query.strip() == query.strip())
    return next(same, "")


def _read(asks: Asks, base: str, language: str) -> Answers:
    given = [_ask(asks, question, base, language) for question in questions(base)]
    linked = _linked(asks, base, given, language)
    return {theme: tuple(a for a in linked if a.question.theme == theme) for theme in THEMES}


def _ask(asks: Asks, question: Question, base: str, language: str) -> Answered:
    query = question.query_in(language)
    result = show(asks.ask(Asked(query, _TSV, limits=OWN_LIMITS)), base)
    return Answered(question, query, result.variables, result.rows[:PEEK], result.total)


def _linked(
    asks: Asks, base: str, given: Iterable[Answered], language: str
) -> tuple[Answered, ...]:
    """Answers whose cells lead to what they name: an IRI by its name, a name to the one that has it."""
    given = tuple(given)
    cells = {cell for answered in given for row in answered.rows for cell in row}
    names = _names(asks, base, (cell.iri for cell in cells if cell.iri))
    bearers = _bearers(asks, base, (cell for cell in cells if cell.language))

    def linked(cell: Cell) -> Cell:
        if cell.iri:
            said = in_language(names.get(cell.iri, {}), language)
            words = said.text or shortened(cell.iri, base).removeprefix(base)
            path = cell.path.replace("/ontology#", "/ontology/")
            return Cell(_short(words), said.language, cell.iri, path)
        if cell.language:
            return replace(cell, words=_short(cell.words), path=bearers.get(cell, ""))
        return Cell(_said(cell.words, language))

    return tuple(
        replace(answered, rows=tuple(tuple(map(linked, row)) for row in answered.rows))
        for answered in given
    )


def _names(asks: Asks, base: str, iris: Iterable[str]) -> Mapping[str, dict[str, str]]:
    """What things are called, by their IRIs and by language."""
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    found: dict[str, dict[str, str]] = {}
    for row in rows(asks, query_text("labels", base).replace("{ UNDEF }", f"{{ {values} }}")):
        said = found.setdefault(row["thing"]["value"], {})
        said.setdefault(row["label"].get("xml:lang", ""), row["label"]["value"])
    return found


def _bearers(asks: Asks, base: str, names: Iterable[Cell]) -> Mapping[Cell, str]:
    """The page of what bears a name, if there is exactly one thing of that name."""
    written = {_written(cell): cell for cell in names}
    values = " ".join(sorted(written))
    things = Iris(base).of_path("/id/")
    query = query_text("bearers", base).replace("{ UNDEF }", f"{{ {values} }}")
    return {
        Cell(row["name"]["value"], row["name"]["xml:lang"]): "/" + thing.removeprefix(base)
        for row in rows(asks, query)
        if (thing := row["thing"]["value"]).startswith(things)
    }


def _written(cell: Cell) -> str:
    """A name as SPARQL writes it (https://www.w3.org/TR/sparql11-query/#rSTRING_LITERAL2)."""
    words = cell.words.replace("\\", r"\\").replace('"', r"\"")
    words = words.replace("\n", r"\n").replace("\r", r"\r")
    return f'"{words}"@{cell.language}'


def _said(value: str, language: str) -> str:
    """A literal that is no name, as the language of the page has it."""
    if value in _TRUTH:
        return messages(language)[_TRUTH[value]]
    return say_date(value, language) if _DATE.fullmatch(value) else _short(value)


def _short(words: str) -> str:
    one_line = " ".join(words.split())
    if len(one_line) <= MOST_CHARACTERS:
        return one_line
    return f"{one_line[:MOST_CHARACTERS].rpartition(' ')[0]}…"
