"""Other names of what a line names: acronyms defined once, translations in brackets, bare names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from graph.mention.found import Found, Unit
from graph.mention.heads import match_head
from graph.model import Span
from graph.verbs import function_words

# Acronyms of topics, which no body bears alone.
TOPICAL = frozenset(("IA", "AI", "TI", "IT", "TIC", "ICT", "COVID", "COVID-19", "PDF", "FAQ"))
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&.-]*[A-Z0-9](?: [A-Z][A-Za-z0-9&.-]*[A-Z0-9])?")
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z][A-Za-z]*(?:-[A-Z]+)?")
_TOPICAL_WORDS = frozenset(("artificial", "intelligence", "artificielle"))


def defined_acronyms(found: Iterable[Sequence[Found]]) -> dict[str, Found]:
    """Each acronym that a document defines → the name it stands for, its first definition."""
    defined: dict[str, Found] = {}
    for names in found:
        for name in names:
            for alias in () if name.demonym or name.type == "Person" else name.told:
                if _ACRONYM.fullmatch(alias) and alias not in TOPICAL:
                    defined.setdefault(alias, name)
    return defined


def acronyms(unit: Unit, defined: dict[str, Found], names: Sequence[Found]) -> Iterator[Found]:
    """The acronyms of the document in a line, each as the name it stands for."""
    if not defined:
        return
    spelled = {a.casefold(): f for a, f in defined.items() if len(a) > 3}
    for index in unit.capitals:
        token = unit.tokens[index]
        behind = unit.tokens[index + 1 : index + 2]
        pair = f"{token.word} {behind[0].word}" if behind else ""
        last = behind[0] if pair in defined else token
        name = defined.get(pair) or defined.get(token.word)
        if name is None:
            name = spelled.get(token.word.casefold())
        known = name and any(f.key and f.start <= token.start and last.end <= f.end for f in names)
        if name and not known:
            yield name._replace(start=token.start, end=last.end, generic=False)


_BRACKET = re.compile(r" \((?P<inside>[^()]{3,120})\)")
_ABROAD = re.compile(
    r"en (?:langue )?(?:anglaise?|française?)|in (?:english|french)|(?:aussi|également) appelée?|also known as",
    re.IGNORECASE,
)


def translated(unit: Unit, names: Sequence[Found]) -> list[Found]:
    """The names of a line, those in a bracket of translations made aliases of what they translate.

    *le PMIA (Global Partnership on AI, GPAI, en langue anglaise)*
    """
    kept = list(names)
    for match in _BRACKET.finditer(unit.line.chars) if "(" in unit.line.chars else ():
        owner = next((f for f in kept if f.end == match.start() and not f.generic), None)
        if owner is None or not _ABROAD.search(match["inside"]):
            continue
        parts = [
            p.strip(" ,;:") for p in re.split(r"[,;]| ou | or ", _ABROAD.sub("", match["inside"]))
        ]
        aliases = tuple(p for p in parts if p and p[0].isupper())
        inside = [f for f in kept if match.start() < f.start and f.end <= match.end()]
        kept = [f for f in kept if f not in inside and f != owner]
        kept.append(owner._replace(aliases=(*owner.aliases, *aliases)))
    return kept


LONGEST_TITLE = 12  # words that a title in quotation marks may have
_OPENED = re.compile(r"[«\"] ?[A-ZÀ-Þ]")
_TITLED = re.compile(
    r"(?P<before>(?:[^\W\d_]+ ){1,3})(?:« ?|\")(?P<title>[A-ZÀ-Þ][^«»\"]{3,90}?)(?: ?»|\")"
)


def titled(unit: Unit) -> Iterator[Found]:
    """Things named by a title in quotation marks: *la stratégie « Ports 2030 »*."""
    chars = unit.line.chars
    for match in _TITLED.finditer(chars) if _OPENED.search(chars) else ():
        first = next((i for i, t in enumerate(unit.tokens) if t.start >= match.start()), None)
        if first is None or len(match["title"].split()) > LONGEST_TITLE:
            continue
        words = len(match["before"].split())
        for index in range(first, first + words + 1):
            head = match_head(unit.tokens, index, unit.language)
            if (
                head
                and head.type
                and not head.plural
                and unit.tokens[index].start < match.start("title")
            ):
                whole = unit.line.chars[unit.tokens[index].start : match.end()]
                yield Found(
                    unit.tokens[index].start,
                    match.end(),
                    match["title"].strip(),
                    head.type,
                    aliases=(whole,),
                    head=" ".join(head.words),
                )
                break


_APPOSED = re.compile(r"(?P<comma>,) (?:an?|une?) $")


def apposed(unit: Unit, names: Sequence[Found]) -> list[Found]:
    """The names of a line, an apposition made to name what stands before it.

    *the Port Committee (PC), an intergovernmental body chaired by …*
    """
    kept = []
    for name in names:
        before = name.tentative and _APPOSED.search(unit.line.chars[: name.start])
        owner = None
        if before:
            owner = next(
                (
                    f
                    for f in names
                    if f.end == before.start("comma") and not f.generic and f.type != "Person"
                ),
                None,
            )
        kept.append(owner._replace(start=name.start, end=name.end) if owner else name)
    return kept


@cache
def _stops() -> frozenset[str]:
    return (
        function_words("fr", "stop")
        | function_words("en", "stop")
        | function_words("en", "determiner")
    )


def unknown(unit: Unit, names: Sequence[Found]) -> Iterator[Found]:
    """Runs of capitals that nothing else explains: bodies, if a fact is told of them."""
    line = unit.tokens
    stops = _stops()
    index = 0
    for first in unit.capitals:
        if first < index:
            continue
        index = first
        while (
            index < len(line)
            and line[index].capital
            and line[index].word[0].isalpha()
            and (line[index].low not in stops)
        ):
            index += 1
        if index == first:
            continue
        run = line[first:index]
        begins = first == 0 or line[first - 1].word in '.!?:•«"-–('
        if begins and len(run) > 1 and not run[0].word.isupper():
            continue
        word = run[0].word
        acronym = (
            len(run) == 1
            and bool(_ACRONYM.fullmatch(word) or _CAMEL.fullmatch(word))
            and len(word) > 2
        )
        acronym |= len(run) == 1 and not begins and len(word) > 3
        if not (acronym or (len(run) > 1 and not begins)) or run[0].word in TOPICAL:
            continue
        if _TOPICAL_WORDS.issuperset([token.low for token in run]):
            continue
        span = Span(run[0].start, run[-1].end)
        taken = any(f.start < span.end and span.start < f.end for f in names)
        taken = taken or any(day.span.overlaps(span) for day in unit.dates)
        if not taken and not match_head(line, first, unit.language):
            yield Found(*span, span.of(unit.line.chars), "Organisation", tentative=True)
