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
        self._further: list[tuple[Need, ...]] = []
        without: dict[int, int] = {}
        for number, rule in enumerate(indexed):
            verb = self._enter_verb(rule, 1 << number)
            further = [n for n in rule.needs if n is not verb and (n.words or n.mask & _VERBS)]
            self._further.append(tuple(sorted(further, key=lambda n: len(n.words))))
            for need in rule.needs:
                if not need.words and not need.mask & _VERBS:
                    without[need.mask] = without.get(need.mask, 0) | 1 << number
        self._without_kind = tuple((kinds, ~found) for kinds, found in without.items())

    def _enter_verb(self, rule: Rule, own: int) -> Need | None:
        """Enters a rule under the verbs of the need that fewest lines meet, and gives that need."""
        entered = min(filter(_is_verb, rule.needs), key=lambda n: n.mask.bit_count(), default=None)
        verbs = entered.mask if entered else 0
        if not verbs:
            self._always |= own
        while verbs:
            lowest = verbs & -verbs
            self._by_verb[lowest] = self._by_verb.get(lowest, 0) | own
            verbs ^= lowest
        return entered

    def of(self, code: str) -> Iterator[Rule]:
        """The rules that an encoded line may match, in their order."""
        found, present = self._always, 0
        for one in map(bit, written(code)):
            present |= one
            found |= self._by_verb.get(one, 0)
        here = present & ~_VERBS
        for kinds, others in self._without_kind:
            if not here & kinds:
                found &= others
        while found:
            lowest = found & -found
            number = lowest.bit_length() - 1
            if _may_match(self._further[number], code, present):
                yield self._rules[number]
            found ^= lowest


def _may_match(further: tuple[Need, ...], code: str, present: int) -> bool:
    """Whether an encoded line, which holds these kinds and verbs, meets these needs."""
    for needed, words in further:
        if not present & needed:
            for word in words:
                if word in code:
                    break
            else:
                return False
    return True


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
