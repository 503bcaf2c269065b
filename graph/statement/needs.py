"""What a line must hold for a pattern to match: cheap to look for, so that few patterns are tried.

A need is met by a kind of mention, by a form of a verb, or by a word: by any one of those it names.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

_KINDS, _FAMILIES, _FORMS, _END = 0xE000, 0xE100, 0xE200, 0xE300
SHORTEST = 3  # letters of a word that a pattern may need; shorter ones are in most lines
_PIECE = re.compile(r"[\ue000-\ue0ff]|[\ue100-\ue1ff][\ue200-\ue2ef]|\w+'?")


class Need(NamedTuple):
    """Bits for kinds of mentions and forms of verbs (see `mask`), and words; one must be there."""

    mask: int
    words: tuple[str, ...] = ()


@cache
def bit(code: str) -> int:
    """The bit of a kind of mentions, or of a family of verbs and a form."""
    if len(code) == 1:
        return 1 << (ord(code) - _KINDS)
    return 1 << (0x100 + (ord(code[0]) - _FAMILIES) * 16 + ord(code[1]) - _FORMS)


def pieces(code: str) -> set[str]:
    """The kinds of mentions, the forms of verbs and the words that stand in an encoded line."""
    return set(_PIECE.findall(code))


def is_code(piece: str) -> bool:
    """Whether a piece of an encoded line is a kind or a form, and no word."""
    return "\ue000" <= piece[0] <= "\ue1ff"


def mask(codes: Iterable[str]) -> int:
    """A number with the bits of all these kinds and verbs."""
    bits = 0
    for code in codes:
        bits |= bit(code)
    return bits


# An atom of a pattern with what repeats it.
_ATOM = re.compile(
    r"(?P<atom>\{\w+:\w+\+?\}|<[\w|:,]+>|@\w+|\\.|\[\^?[^\]]*\]|\((?:\?(?:P<\w+>|<?[=!]|[:>]))?"
    r"|[^\W\d_]+'?|.)(?P<repeat>[?*]|\{0?,\d*\}|\{0,\d+\})?",
    re.DOTALL,
)
_UNNEEDED = frozenset(("(?!", "(?<!", "(?<="))
_Reader = Callable[[str], Need | None]


def needs(source: str, slot: _Reader, verb: _Reader, word: _Reader) -> tuple[Need, ...]:
    """What a line must hold for a pattern of the rules to match.

    :param slot: what the slot `name:kind` needs
    :param verb: what the verb `family:form` needs
    :param word: what a word needs
    """
    groups: list[tuple[str, list[list[Need]]]] = [("", [[]])]
    for match in _ATOM.finditer(source):
        atom, optional = match["atom"], bool(match["repeat"])
        if atom[0] == "(":
            groups.append((atom, [[]]))
        elif atom == "|":
            groups[-1][1].append([])
        elif atom == ")":
            opening, alternatives = groups.pop()
            if not optional and opening not in _UNNEEDED:
                groups[-1][1][-1] += _common(alternatives)
        elif need := _need(atom, match["repeat"], slot, verb, word):
            groups[-1][1][-1].append(need)
    return tuple(dict.fromkeys(_common(groups[0][1])))


def _need(
    atom: str, repeat: str | None, slot: _Reader, verb: _Reader, word: _Reader
) -> Need | None:
    if atom[0] in "{<" and len(atom) > 1:
        return None if repeat else (slot if atom[0] == "{" else verb)(atom[1:-1])
    if not atom[0].isalpha() or repeat not in {None, "?"}:
        return None
    if repeat is None:
        return word(atom)
    # Of a word with a question mark the last letter may be left out.
    long, short = word(atom), word(atom[:-1])
    return _either((long, short)) if long and short else None


def _common(alternatives: Sequence[Sequence[Need]]) -> list[Need]:
    """What several alternatives need together: of each one thing, if each needs any."""
    if len(alternatives) == 1:
        return list(alternatives[0])
    if not all(alternatives):
        return []
    return [_either([rarest(needed) for needed in alternatives])]


def rarest(needed: Sequence[Need]) -> Need:
    """The need that the fewest lines meet: a verb, the longest word, the rarest kinds."""
    return min(
        needed,
        key=lambda n: (
            not n.mask >> 0x100 and not n.words,
            bool(n.words),
            n.mask.bit_count(),
            -min(map(len, n.words), default=0),
        ),
    )


def _either(needed: Iterable[Need]) -> Need:
    bits, words = 0, dict[str, None]()
    for need in needed:
        bits |= need.mask
        words |= dict.fromkeys(need.words)
    return Need(bits, tuple(words))
