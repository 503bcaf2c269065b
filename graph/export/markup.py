"""XML, written piece by piece so that a large network is never in memory as a tree.

networkx has writers of GEXF and GraphML. At 100,000 edges they took 1 GB; its GEXF bears the day on
which it was written, its GraphML has the names of nodes as identifiers, which no IRI may be.
"""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

# What XML 1.0 cannot hold, in any writing: https://www.w3.org/TR/xml/#charsets.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What is written otherwise, or not at all; most texts hold none of it.
_SPECIAL = re.compile(f'[<>&"\t\n\r]|{_FORBIDDEN.pattern}')


def clean(text: str) -> str:
    r"""A text whose characters may all stand in XML; U+FFFD for those that may not.

    >>> clean("a\x00b")
    'a\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def quoted(text: str) -> str:
    r"""A text as the value of an attribute; its newlines are kept.

    >>> quoted("R & D\n")
    '"R &amp; D&#10;"'
    """
    return quoteattr(clean(text)) if _SPECIAL.search(text) else f'"{text}"'


def start(name: str, attributes: Mapping[str, str], *, empty: bool = False) -> str:
    """A tag that begins an element, or an empty element.

    >>> start("node", {"id": "a"}, empty=True)
    '<node id="a"/>'
    """
    written = "".join(f" {key}={quoted(value)}" for key, value in attributes.items())
    return f"<{name}{written}{'/' if empty else ''}>"


def element(name: str, attributes: Mapping[str, str], text: str) -> str:
    """An element that holds a text.

    >>> element("data", {"key": "label"}, "R & D")
    '<data key="label">R &amp; D</data>'
    """
    # A carriage return that is not escaped is read as a newline.
    written = escape(clean(text), {"\r": "&#13;"}) if _SPECIAL.search(text) else text
    return f"{start(name, attributes)}{written}</{name}>"
