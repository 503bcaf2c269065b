"""Topics: the free words of a priority or theme, cut out of their clause and parted into items."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from graph.model import Literal
from graph.names import slug
from graph.plain import ITEM


class End(NamedTuple):
    """One end of a fact found: an entity's key, a literal or the words of a topic."""

    value: str | Literal
    topic: str = ""
    inference: str | None = None


_LEAD = re.compile(
    r"^(?:[-–—•*\s]|\d{1,2}\)|\d{1,2}\.\s|\(?[a-z]\)|(?:et|and|de|à|au|aux|to|ainsi que|notamment)\s|d'"
    r"|(?:le|la|les|un|une|des|du|the|a|an|our|their|its|leurs?|nos|notre|ses|son|sa)\s|l')+",
    re.IGNORECASE,
)
# Where a topic ends though its clause goes on: manner, means, purpose, relative clauses.
_TAIL = re.compile(
    r"[, ](?:(?:(?<= )|(?<=,) )(?:tout en|afin d|en vue d|dans le respect|par le biais|grâce à|y compris|while"
    r"|in order|through|including|which|where|that|dont|où|susceptibles?|by the end of|d'ici)\b"
    r"|(?<=,) (?:en|qui|et qui|comme|avec|ce qui|as|with|and to|pour)\b ).*$",
    re.IGNORECASE | re.DOTALL,
)


def topics(items: Sequence[str]) -> list[End]:
    """The topics that items name: without article, list mark and trailing clauses.

    >>> [t.topic for t in topics(["1) l'utilisation responsable de l'IA", "la science, en cours"])]
    ["utilisation responsable de l'IA", 'science']
    """
    ends = []
    for item in items:
        words = _unbracketed(_TAIL.sub("", item))
        words = _LEAD.sub("", words.strip(' ,;:.•-–—*»«"()')).strip()
        if len(words) > 2 and len(words.split()) <= 40 and words[0].isalpha():
            ends.append(End(f"topic/{slug(words)}", topic=words))
    return ends


def _unbracketed(words: str) -> str:
    """The words up to a bracket that was cut open."""
    return words[: words.rfind("(")] if words.count("(") > words.count(")") else words


_JOINTS = re.compile(
    r"\s*,\s*(?:et |and )?(?:notamment |ainsi que )?|\s+(?:et|and|ainsi que|as well as)\s+"
)
_MARKS = re.compile(rf"\s*[;{ITEM}](?:\s*(?:et|and)\b)?\s*|\s*,?\s*(?:et\s|and\s)?(?=\d\))")
_OPENINGS = {
    "fr": re.compile(
        r"(?P<infinitive>(?:de |d'|à )?(?:mieux |bien )?[^\W\d_]+(?:er|ir|re|oir)\b)"
        r"|(?P<de>de |d'|des |du )"
        r"|(?P<à>à |aux? )"
        r"|(?P<article>l'|(?:les?|la|une?) )"
    ),
    # A word in -ing with nothing behind it is a noun: *fishing, tides and ports*.
    "en": re.compile(
        r"(?P<article>(?:to )?the )|(?P<infinitive>to \w+)|(?P<gerund>[a-z]+ing\b(?!$|,))"
        r"|(?P<comparative>[a-z]+er (?!and ))"
    ),
}
_MARKED = re.compile(rf"[;{ITEM}]|\d\)")


def split(words: str, language: str) -> list[str]:
    """The items of a list of phrases.

    :param language: of the words, `fr` or `en`

    Items with marks (`•`, `1)`, `;`) part at their marks. Others part at commas and *et* where
    each begins as the first does: with an article, with *de*, an infinitive or a gerund.

    >>> split("de fédérer l'expertise, de favoriser la paix et l'entente et d'évaluer", "fr")
    ["de fédérer l'expertise", "de favoriser la paix et l'entente", "d'évaluer"]
    >>> split("fair ports, fishing and open data", "en")
    ['fair ports', 'fishing', 'open data']
    >>> split("la science, les normes (et le reste) et l'essai", "fr")
    ['la science', 'les normes (et le reste)', "l'essai"]
    """
    if _MARKED.search(words):
        return _cut(words, [m.span() for m in _MARKS.finditer(words)])
    joints = [m.span() for m in _JOINTS.finditer(words) if not _bracketed(words, m.start())]
    opening = _opening(words, language)
    kept = [cut for cut in joints if _opening(words[cut[1] :], language) == opening and opening]
    if not opening and sum(words[a:b].strip() == "," for a, b in joints) > 0:
        pieces = _cut(words, joints)
        kept = joints if all(len(piece.split()) < 7 for piece in pieces) else []
    return _cut(words, kept)


def _bracketed(words: str, at: int) -> bool:
    return words.count("(", 0, at) > words.count(")", 0, at)


def _opening(words: str, language: str) -> str:
    """How an item begins, or nothing that tells."""
    match = _OPENINGS[language].match(words.lstrip(" ,").lower())
    return match.lastgroup or "" if match else ""


def _cut(words: str, cuts: Sequence[tuple[int, int]]) -> list[str]:
    edges = [0, *(edge for cut in cuts for edge in cut), len(words)]
    return [words[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if words[a:b].strip()]
