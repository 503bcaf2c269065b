"""The rules that may match a line, found by what the line holds."""

from collections.abc import Iterator, Sequence
from functools import cache

from graph.statement.needs import Need, bit, written
from graph.statement.rules import Rule, is_a, rules

_VERBS = ~((1 << 0x100) - 1)  # the bits of verbs


class Candidates:
    """An index of rules, numbered from 0, by the verbs and the kinds of mentions that they need.

    A set of rules is a number with a bit for each.
    """

    def __init__(self, indexed: Sequence[Rule]) -> None:
        self._rules = indexed
        self._always = 0
        self._by_verb: dict[int, int] = {}
        without: dict[int, int] = {}
        for number, rule in enumerate(indexed):
            self._enter_verb(rule, 1 << number)
            for need in rule.needs:
                if not need.words and not need.mask & _VERBS:
                    without[need.mask] = without.get(need.mask, 0) | 1 << number
        self._without_kind = tuple((kinds, ~found) for kinds, found in without.items())

    def _enter_verb(self, rule: Rule, own: int) -> None:
        verbs = next((n.mask for n in rule.needs if _is_verb(n)), 0)
        if not verbs:
            self._always |= own
        while verbs:
            lowest = verbs & -verbs
            self._by_verb[lowest] = self._by_verb.get(lowest, 0) | own
            verbs ^= lowest

    def of(self, code: str) -> Iterator[Rule]:
        """The rules that an encoded line may match, in their order."""
        found, present = self._always, 0
        for one in map(bit, written(code)):
            present |= one
            found |= self._by_verb.get(one, 0)
        for kinds, others in self._without_kind:
            if not present & kinds:
                found &= others
        while found:
            lowest = found & -found
            rule = self._rules[lowest.bit_length() - 1]
            if rule.may_match(code, present):
                yield rule
            found ^= lowest


def _is_verb(need: Need) -> bool:
    return not need.words and bool(need.mask & _VERBS) and not need.mask & ~_VERBS


@cache
def line_rules(language: str) -> Candidates:
    """The rules of a language that read lines."""
    return Candidates([r for r in rules(language) if r.scope == "line"])


@cache
def name_rules(language: str, type_: str) -> Candidates | None:
    """The rules of a language that read the names of a class of things, if any."""
    fitting = [r for r in rules(language) if r.scope == "name" and is_a(type_, r.of)]
    return Candidates(fitting) if fitting else None
