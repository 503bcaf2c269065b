"""XML, written piece by piece so that a large network is never in memory as a tree.

networkx has writers of GEXF and GraphML; at 100,000 edges they took 1 GB, and its GEXF bears the
day on which it was written.
"""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

# What XML 1.0 cannot hold, in any writing: https://www.w3.org/TR/xml/#charsets.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    r"""A text whose characters may all stand in XML; U+FFFD for those that may not.

    >>> clean("a\x00b")
    'a\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def start(name: str, attributes: Mapping[str, str], *, empty: bool = False) -> str:
    r"""A tag that begins an element, or an empty element; newlines in attributes are kept.

    >>> start("node", {"id": 'a "b"\n'}, empty=True)
    "<node id='a \"b\"&#10;'/>"
    """
    written = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items())
    return f"<{name}{written}{'/' if empty else ''}>"


def element(name: str, attributes: Mapping[str, str], text: str) -> str:
    """An element that holds a text.

    >>> element("data", {"key": "label"}, "R & D")
    '<data key="label">R &amp; D</data>'
    """
    # A carriage return that is not escaped is read as a newline.
    written = escape(clean(text), {"\r": "&#13;"})
    return f"{start(name, attributes)}{written}</{name}>"
