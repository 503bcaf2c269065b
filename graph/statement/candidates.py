"""The rules that may match a line, found by what the line holds."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from graph.statement.needs import SHORTEST, Need, bit, is_code, pieces, rarest
from graph.statement.rules import Rule, is_a, rules


class Candidates:
    """An index of rules, numbered from 0, by what they need of a line.

    A set of rules, or of needs, is a number with a bit for each.
    """

    def __init__(self, indexed: Sequence[Rule]) -> None:
        self._rules = indexed
        needs = dict.fromkeys(need for rule in indexed for need in rule.needs)
        self._bits = {need: 1 << number for number, need in enumerate(needs)}
        self._needed = [sum(self._bits[need] for need in rule.needs) for rule in indexed]
        self._by_opening: dict[str, list[tuple[str, Need]]] = {}
        for need in needs:
            for word in need.words:
                self._by_opening.setdefault(word[:SHORTEST], []).append((word, need))
        self._always = 0
        self._waiting = dict.fromkeys(needs, 0)  # each rule waits for the rarest of its needs
        for number, rule in enumerate(indexed):
            if rule.needs:
                self._waiting[rarest(rule.needs)] |= 1 << number
            else:
                self._always |= 1 << number
        # Lines are made of the same pieces again and again.
        self._met_by = lru_cache(maxsize=65536)(self._meet)

    def _meet(self, piece: str) -> tuple[int, int]:
        """The needs that a piece of a line meets, and the rules that wait for one of them."""
        met = set(self._coded(piece) if is_code(piece) else self._named(piece))
        return sum(self._bits[need] for need in met), sum(self._waiting[need] for need in met)

    def _named(self, piece: str) -> Iterator[Need]:
        """The needs of which a word is part of a word of a line."""
        for at in range(len(piece) - SHORTEST + 1):
            for word, need in self._by_opening.get(piece[at : at + SHORTEST], ()):
                if piece.startswith(word, at):
                    yield need

    def _coded(self, piece: str) -> Iterator[Need]:
        """The needs that a kind of mentions, or a form of a verb, meets."""
        return (need for need in self._bits if need.mask & bit(piece))

    def of(self, code: str) -> Iterator[Rule]:
        """The rules that an encoded line may match, in their order."""
        met, found = 0, self._always
        for needs, waiting in map(self._met_by, pieces(code)):
            met |= needs
            found |= waiting
        unmet = ~met
        while found:
            lowest = found & -found
            number = lowest.bit_length() - 1
            if not self._needed[number] & unmet:
                yield self._rules[number]
            found ^= lowest


@cache
def line_rules(language: str) -> Candidates:
    """The rules of a language that read lines."""
    return Candidates([r for r in rules(language) if r.scope == "line"])


@cache
def name_rules(language: str, type_: str) -> Candidates | None:
    """The rules of a language that read the names of a class of things, if any."""
    fitting = [r for r in rules(language) if r.scope == "name" and is_a(type_, r.of)]
    return Candidates(fitting) if fitting else None
