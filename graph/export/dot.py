"""DOT, for Graphviz: https://graphviz.org/doc/info/lang.html."""

import textwrap
from collections.abc import Iterator, Mapping

from graph.export.markup import clean
from graph.export.network import Edge, Network, Node, told

# Characters of a line of a label that is drawn, and of the lines of one.
_WIDE, _LONG = 24, 96

_STYLES = {"planned": "dashed", "reported": "dashed"}
_INFERRED = "dotted"


def dot(network: Network) -> Iterator[str]:
    """The network in DOT, piece by piece; a plan or a report is dashed, an inferred fact dotted."""
    yield "digraph sommet {\n"
    yield f"  graph {_attributes({'comment': network.title, 'overlap': 'false', 'splines': 'true'})}\n"
    yield f"  node {_attributes({'shape': 'box', 'style': 'rounded', 'fontname': 'Helvetica'})}\n"
    yield f"  edge {_attributes({'fontname': 'Helvetica', 'fontsize': '9', 'color': 'gray40'})}\n"
    yield from map(_node, network.nodes)
    yield from map(_edge, network.edges)
    yield "}\n"


def _node(node: Node) -> str:
    drawn = {"label": _lines(node.label), "URL": node.iri, "tooltip": node.label}
    return f"  {_quoted(node.iri)} {_attributes(drawn | _told(node))}\n"


def _edge(edge: Edge) -> str:
    drawn = {"id": edge.id, "label": _lines(edge.label)}
    if edge.statement:
        drawn["URL"] = edge.statement.partition(" ")[0]
    if edge.evidence:
        drawn["tooltip"] = edge.evidence
    style = _INFERRED if edge.origin != "stated" else _STYLES.get(edge.mode, "")
    if style:
        drawn["style"] = style
    weight = {"weight": str(edge.weight)}
    ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
    return f"  {ends} {_attributes(drawn | _told(edge) | weight)}\n"


def _told(one: Node | Edge) -> dict[str, str]:
    """What is told of it; the label as `title`, since the one that is drawn may be cut."""
    return {("title" if name == "label" else name): value for name, value in told(one)}


def _lines(label: str) -> str:
    """A label as it is drawn: on several lines, the end of a very long one left out."""
    short = textwrap.shorten(label, _LONG, placeholder=" …") if len(label) > _LONG else label
    return "\n".join(textwrap.wrap(short, _WIDE))


def _attributes(values: Mapping[str, str]) -> str:
    written = ", ".join(f"{name}={_quoted(value)}" for name, value in values.items())
    return f"[{written}]"


def _quoted(text: str) -> str:
    r"""A text between quotes; a backslash is doubled, since Graphviz reads `\n` as a new line.

    >>> print(_quoted('a "b" \\'))
    "a \"b\" \\"
    """
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n") + '"'
