"""What the pages for people show: the release at a glance, example questions, results, manuals."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from graph.dataset.sources import DEFAULT_BASE
from graph.store import Kind
from ontology import path as path_of
from server.asks import Asks, Bindings, rows
from server.messages import typeset
from server.negotiate import GRAPH_FORMATS, RESULT_FORMATS

# What one page shows of a result at most, in rows and in characters; the downloads hold all of it.
MOST_ROWS = 1_000
MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Example:
    """A competency question: its words by language, and the query that answers it."""

    name: str
    words: Mapping[str, str]
    query: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as the first page lists it; `date` is EDTF or empty."""

    iri: str
    title: str
    language: str
    date: str
    publisher: str
    statements: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A release at a glance."""

    counts: Mapping[str, int]
    documents: tuple[DocumentLine, ...]
    questions: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as a table shows it."""

    words: str
    language: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as a page shows it: rows, or yes or no, or a graph as text.

    :ivar total: the number of rows in all, of which at most MOST_ROWS are shown
    :ivar cut: whether the page shows only the beginning
    :ivar downloads: the names of the formats that hold the whole answer
    """

    downloads: tuple[str, ...]
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    truth: bool | None = None
    text: str | None = None
    cut: bool = False


def read_overview(asks: Asks, base: str) -> Overview:
    """A release at a glance. A release never changes, so this is read once.

    :param base: the base of the release's IRIs
    """
    counts = _ask(asks, "counts", base)[0]
    documents = [_document(row) for row in _ask(asks, "documents", base)]
    return Overview(
        {name: int(term["value"]) for name, term in counts.items()},
        tuple(documents),
        read_questions(base),
    )


def read_questions(base: str) -> tuple[Example, ...]:
    """The competency questions of `ontology/questions/`, in the order of their numbers."""
    paths = sorted(path_of("questions").glob("*.rq"))
    return tuple(
        _question(path.stem, path.read_text(encoding="utf-8").replace(DEFAULT_BASE, base))
        for path in paths
    )


def show(kind: Kind, content: bytes, base: str) -> Result:
    """An answer that was given for a page, ready to be shown."""
    formats = GRAPH_FORMATS if kind is Kind.GRAPH else RESULT_FORMATS
    downloads = tuple(f.name for f in formats if f.name != "html")
    if kind is Kind.GRAPH:
        text = content.decode("utf-8")
        return Result(downloads, text=text[:MOST_CHARACTERS], cut=len(text) > MOST_CHARACTERS)
    found: dict[str, Any] = json.loads(content)
    if "boolean" in found:
        return Result(downloads, truth=found["boolean"])
    variables = tuple(found["head"]["vars"])
    bindings: Bindings = found["results"]["bindings"]
    shown = tuple(_row(binding, variables, base) for binding in bindings[:MOST_ROWS])
    total = len(bindings)
    return Result(downloads, variables, shown, total, cut=total > MOST_ROWS)


@cache
def manual(name: str) -> tuple[str, Markup] | None:
    """A page of the documentation: its title and its HTML; None when there is none of that name.

    :param name: of the file in `server/docs/`, without its `.md`
    """
    names = {path.name for path in files("server").joinpath("docs").iterdir()}
    if f"{name}.md" not in names:
        return None
    text = files("server").joinpath("docs", f"{name}.md").read_text(encoding="utf-8")
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), name)
    return title, render_markdown(text)


def render_markdown(text: str) -> Markup:
    r"""Markdown (https://spec.commonmark.org/) as HTML; HTML within it is shown, not obeyed.

    Links between the files of the documentation become links between its pages.

    >>> render_markdown("[a](model.md) <b>")
    Markup('<p><a href="/docs/model">a</a> &lt;b&gt;</p>\n')
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for token in tokens:
        for child in token.children or ():
            _point_to_page(child)
    # What MarkdownIt writes is escaped, since HTML is disabled.
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704


def _point_to_page(token: Token) -> None:
    address = str(token.attrGet("href") or "")
    if token.type == "link_open" and ":" not in address and ".md" in address:
        token.attrSet("href", "/docs/" + address.replace(".md", "", 1))


def query_text(name: str, base: str) -> str:
    """A query of `server/queries/`, under the base of the IRIs that it asks about."""
    path = files("server").joinpath("queries", f"{name}.rq")
    return path.read_text(encoding="utf-8").replace(DEFAULT_BASE, base)


def _ask(asks: Asks, name: str, base: str) -> Bindings:
    return rows(asks, query_text(name, base))


def _document(row: Mapping[str, Mapping[str, str]]) -> DocumentLine:
    iri = row["document"]["value"]
    title = row.get("title", {})
    return DocumentLine(
        iri=iri,
        title=title.get("value") or iri.rpartition("/")[2],
        language=row.get("language", {}).get("value", ""),
        date=row.get("date", {}).get("value", ""),
        publisher=row.get("publisher", {}).get("value", ""),
        statements=int(row["statements"]["value"]),
    )


def _question(name: str, query: str) -> Example:
    comments = [line.lstrip("# ").strip() for line in query.splitlines() if line.startswith("#")]
    french, english = [_untagged(line) for line in comments[:2]]
    return Example(name, {"fr": typeset(french, "fr"), "en": english}, query)


def _untagged(line: str) -> str:
    tag, colon, rest = line.partition(":")
    return rest.strip() if colon and tag.strip().lower() in ("fr", "en") else line


def _row(
    binding: Mapping[str, Mapping[str, str]], variables: Sequence[str], base: str
) -> tuple[Cell, ...]:
    return tuple(_cell(binding.get(variable, {}), base) for variable in variables)


def _cell(term: Mapping[str, str], base: str) -> Cell:
    value = term.get("value", "")
    if term.get("type") == "uri":
        return Cell(value.removeprefix(base), iri=value)
    return Cell(value, language=term.get("xml:lang", ""))
