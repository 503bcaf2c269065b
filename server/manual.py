"""The documentation as pages: its Markdown as HTML, with a list of the pages and of their headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from graph.names import slug

# What has these addresses stands around every page.
_TAKEN = ("content", "find", "on-this-page")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level, and where it stands in its page."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Manual:
    """A page of the documentation."""

    name: str
    title: str
    content: Markup
    headings: tuple[Heading, ...]


@cache
def manual(name: str) -> Manual | None:
    """A page of the documentation; None when there is none of that name.

    :param name: of the file in `server/docs/`, without its `.md`
    """
    if name not in _names():
        return None
    text = files("server").joinpath("docs", f"{name}.md").read_text(encoding="utf-8")
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), name)
    content, headings = _rendered(text)
    return Manual(name, title, content, headings)


@cache
def contents() -> tuple[Manual, ...]:
    """All pages, in the order in which the first one names them."""
    text = files("server").joinpath("docs", "index.md").read_text(encoding="utf-8")
    named = ["index", *re.findall(r"\]\(([\w-]+)\.md\)", text), *sorted(_names())]
    return tuple(found for name in dict.fromkeys(named) if (found := manual(name)))


def render_markdown(text: str) -> Markup:
    r"""Markdown (https://spec.commonmark.org/) as HTML; HTML within it is shown, not obeyed.

    Links between the files of the documentation become links between its pages.

    >>> render_markdown("[a](model.md) <b>")
    Markup('<p><a href="/docs/model">a</a> &lt;b&gt;</p>\n')
    """
    return _rendered(text)[0]


@cache
def _names() -> frozenset[str]:
    paths = files("server").joinpath("docs").iterdir()
    return frozenset(path.name.removesuffix(".md") for path in paths if path.name.endswith(".md"))


class _Renderer(RendererHTML):
    """Code and tables that are wider than the page can be reached and moved by keyboard."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A block of code."""
        return super().fence(tokens, idx, options, env).replace("<pre>", '<pre tabindex="0">', 1)

    def table_open(self, *_: object) -> str:
        """The beginning of a table, in a frame of its own."""
        return '<div class="wide" tabindex="0"><table>\n'

    def table_close(self, *_: object) -> str:
        """The end of a table."""
        return "</table></div>\n"


def _rendered(text: str) -> tuple[Markup, tuple[Heading, ...]]:
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    tokens = markdown.parse(text)
    for token in tokens:
        for child in token.children or ():
            _point_to_page(child)
    headings = tuple(_headings(tokens))
    # What MarkdownIt writes is escaped, since HTML is disabled.
    html = Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704
    return html, headings


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The headings of the second level; those of the second and third get an address."""
    taken = set(_TAKEN)
    for token, inline in pairwise(tokens):
        if token.type != "heading_open" or token.tag not in ("h2", "h3"):
            continue
        words = "".join(child.content for child in inline.children or ())
        anchor = slug(words)
        while anchor in taken:
            anchor += "-"
        taken.add(anchor)
        token.attrSet("id", anchor)
        if token.tag == "h2":
            yield Heading(anchor, words)


def _point_to_page(token: Token) -> None:
    address = str(token.attrGet("href") or "")
    if token.type == "link_open" and ":" not in address and ".md" in address:
        token.attrSet("href", "/docs/" + address.replace(".md", "", 1))
