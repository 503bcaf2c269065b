"""English names found by form: runs of capitals around a head noun, and common nouns before it.

*Freedom Online Coalition*; *a virtual hackathon*; *this initiative*.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from graph.lexicon import heads
from graph.mention.found import Found, Unit
from graph.mention.heads import NUMBER, acronym_behind, begins, match_head
from graph.plain import Token
from graph.verbs import forms, function_words

_LINKS = frozenset(("of", "on", "for", "and", "the", "to", "in", "&", "with", "a", "an", "de"))


@cache
def _adverbs() -> frozenset[str]:
    return function_words("en", "adverb") | function_words("en", "day")


def english(unit: Unit) -> Iterator[Found]:
    """The names of a line that are runs of capitals around an English head noun."""
    line, chars = unit.tokens, unit.line.chars
    if heads("en").keys().isdisjoint([line[index].low for index in unit.capitals]):
        return
    dated = frozenset(_dated(unit))
    last = -1
    for first in unit.capitals:
        if first <= last or not _opens(line, first):
            continue
        last = _run(line, first, dated)
        head, type_ = _english_head(line, first, last)
        if not head:
            continue
        acronym = acronym_behind(line, last + 1)
        name = chars[line[first].start : line[last].end]
        end = line[acronym[1]].end + 1 if acronym else line[last].end
        alone = first == last and not acronym
        yield Found(
            line[first].start,
            end,
            name,
            type_,
            aliases=(acronym[0],) if acronym else (),
            head=head,
            generic=alone,
        )


def _opens(line: Sequence[Token], index: int) -> bool:
    """Whether a run of capitals may begin at a token, which has one."""
    low = line[index].low
    if low in _stops():
        return False
    first_words = low.endswith("ing") or low in _adverbs()
    return not (first_words and begins(line, index))


@cache
def _stops() -> frozenset[str]:
    return function_words("en", "stop") | function_words("en", "determiner") | _LINKS


def _dated(unit: Unit) -> Iterator[int]:
    """The indices of the words that are part of a date with a month or a day."""
    days = [day for day in unit.dates if len(day.edtf) > 4]
    for index, token in enumerate(unit.tokens) if days else ():
        for day in days:
            if day.span.start <= token.start < day.span.end:
                yield index


def _run(line: Sequence[Token], first: int, dated: frozenset[int]) -> int:
    """The last token of the run of capitals that begins at a token."""
    last = first
    index = first + 1
    while index < len(line):
        token = line[index]
        if index in dated or (token.low == "the" and line[index - 1].low.endswith("ing")):
            break
        if token.capital and not (token.low in function_words("en", "stop") and token.low != "i"):
            last = index
        elif token.word == "'" and index + 1 < len(line) and line[index - 1].word.endswith("s"):
            if not line[index + 1].capital:
                break
        elif (
            (token.word == "." and len(line[index - 1].word) == 1 and line[index - 1].capital)
            or token.word == "-"
            or NUMBER.fullmatch(token.word)
        ):
            pass
        elif token.low not in _LINKS or _splits(line, index):
            break
        index += 1
    return last


def _splits(line: Sequence[Token], index: int) -> bool:
    """Whether a small word parts two names: *and the …*, or no capital within two words."""
    if line[index].low == "and" and index + 1 < len(line) and not line[index + 1].capital:
        return True
    return not any(t.capital for t in line[index + 1 : index + 3])


def _english_head(line: Sequence[Token], first: int, last: int) -> tuple[str, str]:
    """The head of a run of capitals: the last head noun before its first preposition."""
    found: tuple[str, str] = ("", "")
    index = first
    while index <= last:
        head = match_head(line, index, "en")
        if head and head.type and index + len(head.words) - 1 <= last:
            found = (" ".join(head.words), head.type)
            index += len(head.words)
            continue
        if found[0] and line[index].low in {"for", "on", "to", "in", "of", "with"}:
            break
        index += 1
    return found


_DETERMINERS = frozenset(("the", "this", "that", "such", "its", "their", "our"))
_NEW = frozenset(("a", "an"))


def english_nouns(unit: Unit, names: Sequence[Found]) -> Iterator[Found]:
    """Things named by a common noun: new ones (*a virtual hackathon*) and ones pointed back to."""
    line, chars = unit.tokens, unit.line.chars
    for index, head in unit.heads:
        if not index or not head.type or line[index].capital:
            continue
        first = _modified(line, index)
        before = line[first - 1].low if first else ""
        if before not in _DETERMINERS | _NEW:
            continue
        last = index + len(head.words) - 1
        end = _completed(line, last)
        new = before in _NEW and (first < index or end > last) and not head.plural
        told = end > last and any(t.capital for t in line[first : end + 1])
        new |= before == "the" and told and not head.plural
        found = Found(
            line[first].start,
            line[end if new else last].end,
            chars[line[first].start : line[end if new else last].end],
            head.type,
            head=" ".join(head.words),
            generic=not new,
            tentative=new,
        )
        if not any(f.overlaps(found) and not _wraps(found, f) for f in names):
            yield found


def _wraps(found: Found, name: Found) -> bool:
    """Whether a name is part of the other, or only an adjective."""
    inside = found.start < name.start and name.end <= found.end
    return name.demonym or (inside and not found.generic)


def _modified(line: Sequence[Token], index: int) -> int:
    """Where the adjectives and nouns before a head begin, at most four of them."""
    stops = _stops()
    first = index
    while (
        first
        and index - first < 4
        and line[first - 1].word[0].isalpha()
        and (line[first - 1].low not in stops)
    ):
        first -= 1
    return first


def _completed(line: Sequence[Token], last: int) -> int:
    """The end of a noun with a complement: *network of port research*, *plan for the ports*."""
    index = last + 1
    if index + 1 >= len(line) or line[index].low not in {"of", "on", "for"}:
        return last
    stops = function_words("en", "stop") | _DETERMINERS
    while index + 1 < len(line) and line[index + 1].word[0].isalpha():
        low = line[index + 1].low
        article = low == "the" and index + 2 < len(line) and line[index + 2].capital
        if not article and (low in stops - {"and"} or (low,) in forms("en")):
            break
        index += 1
    return index if line[index].low not in _LINKS else last
