"""What the pages for people show: the release at a glance, example questions, manuals."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from graph.dataset.questions import Question, questions
from server.asks import Asks, Bindings, query_text, rows
from server.resources.paths import local


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as the first page lists it: `path` on this server; `date` is EDTF or empty."""

    iri: str
    path: str
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
    questions: tuple[Question, ...]


def read_overview(asks: Asks, base: str) -> Overview:
    """A release at a glance. A release never changes, so this is read once.

    :param base: the base of the release's IRIs
    """
    counts = _ask(asks, "counts", base)[0]
    documents = [_document(row, base) for row in _ask(asks, "documents", base)]
    return Overview(
        {name: int(term["value"]) for name, term in counts.items()},
        tuple(documents),
        questions(base),
    )


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


def _ask(asks: Asks, name: str, base: str) -> Bindings:
    return rows(asks, query_text(name, base))


def _document(row: Mapping[str, Mapping[str, str]], base: str) -> DocumentLine:
    iri = row["document"]["value"]
    title = row.get("title", {})
    return DocumentLine(
        iri=iri,
        path=local(iri, base),
        title=title.get("value") or iri.rpartition("/")[2],
        language=row.get("language", {}).get("value", ""),
        date=row.get("date", {}).get("value", ""),
        publisher=row.get("publisher", {}).get("value", ""),
        statements=int(row["statements"]["value"]),
    )
