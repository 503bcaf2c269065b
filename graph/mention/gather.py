"""Gathers the names of a document's lines: what each finder finds, crossing names settled."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from graph.mention.aliases import acronyms, apposed, defined_acronyms, titled, translated, unknown
from graph.mention.derived import distributed, one_of, organs
from graph.mention.english import english, english_nouns
from graph.mention.found import Found, Unit
from graph.mention.known import lexical
from graph.mention.people import met_again, office_phrases, persons
from graph.mention.phrases import french
from graph.mention.places import issued, places
from graph.mention.register import content
from graph.model import Span


def gather(lines: Sequence[Unit], place: Span | None = None) -> list[list[Found]]:
    """The names of each line, outer before inner.

    :param place: where the dateline of the document names one

    First what each line tells by itself; then what it tells with the help of the others: acronyms
    defined once, persons named in full once, organs of the body that the text is about.
    """
    found = [_names(unit) for unit in lines]
    _give_full_names(found)
    people, defined = _people(found), defined_acronyms(found)
    found = [
        apposed(
            unit, distributed(unit, translated(unit, [*names, *acronyms(unit, defined, names)]))
        )
        for unit, names in zip(lines, found, strict=True)
    ]
    _add_one_of(lines, found)
    body = _body(found)
    completed = (
        _completed(unit, names, body, people) for unit, names in zip(lines, found, strict=True)
    )
    return [
        outer_first([*names, *issued(unit, place, names)])
        for unit, names in zip(lines, completed, strict=True)
    ]


def _add_one_of(lines: Sequence[Unit], found: Sequence[list[Found]]) -> None:
    earlier: dict[str, Found] = {}
    for unit, names in zip(lines, found, strict=True):
        names.extend(list(one_of(unit, earlier)))
        earlier |= {f.head.split(" ")[0]: f for f in names if not f.generic and f.head}


def _completed(
    unit: Unit, names: list[Found], body: Found | None, people: dict[str, str]
) -> list[Found]:
    """A line's names with organs of the body, persons met again, places and unknown names."""
    named = dict(organs(unit, names, body))
    full = [named.get(name, name) for name in names]
    full += list(met_again(unit, people, full))
    full += list(places(unit, full))
    return full + list(unknown(unit, full))


def outer_first(names: Iterable[Found]) -> list[Found]:
    """The names in the order of the line, of two that begin together the longer first."""
    return sorted(names, key=lambda f: (f.start, -f.end, f.type))


def _body(found: Iterable[list[Found]]) -> Found | None:
    """The initiative that a document is about: the one it names most, at least thrice."""
    named = [
        f for line in found for f in line if f.type == "InternationalInitiative" and not f.generic
    ]
    counts = Counter(content(f.name) for f in named)
    best = min(counts, key=lambda c: (-counts[c], c), default=None)
    if best is None or counts[best] < 3:
        return None
    return max(
        (f for f in named if content(f.name) == best), key=lambda f: (len(f.aliases), -f.start)
    )


def _names(unit: Unit) -> list[Found]:
    """All names of a line by form and lexicon, crossing ones settled."""
    names = [*lexical(unit), *titled(unit)]
    shaped = [f for f in (*_shaped(unit),) if not _is_known(f, names)]
    names = _recognised(_owned(names + _uncrossed(names, shaped)))
    posts = list(office_phrases(unit))
    names = [n for n in names if n.key or not any(_clashes(n, p) for p in posts)]
    people = list(persons(unit, names, posts))
    names = [n for n in names if not any(n.overlaps(p) for p in people)]
    return names + posts + people


def _owned(names: list[Found]) -> list[Found]:
    """The names, an acronym in brackets left to the inner name that it abbreviates.

    *le Sommet de l'Alliance des ports (AP)*: AP is the Alliance.
    """
    return [
        name._replace(aliases=())
        if name.aliases and not name.key and any(_abbreviated(name, inner) for inner in names)
        else name
        for name in names
    ]


def _recognised(names: list[Found]) -> list[Found]:
    """The names, one whose acronym in brackets the lexicon knows taken for what that stands for."""
    known = [n for n in names if n.key and not n.demonym]
    return [
        name
        if name.key or not name.aliases
        else next(
            (
                name._replace(key=inner.key, type=inner.type, aliases=inner.aliases)
                for inner in known
                if name.start < inner.start
                and inner.end + 1 == name.end
                and inner.name == name.aliases[0]
            ),
            name,
        )
        for name in names
    ]


def _abbreviated(outer: Found, inner: Found) -> bool:
    """Whether an inner name at the end of another is the one that the acronym stands for."""
    letter = outer.aliases[0][0].lower()
    within = (
        outer.start < inner.start
        and outer.end - 4 - len(outer.aliases[0]) <= inner.end <= outer.end
    )
    return within and outer.name[0].lower() != letter and inner.name[0].lower() == letter


def _clashes(name: Found, post: Found) -> bool:
    """Whether a name only shares the start or the end of an office, or is the office's own."""
    inside = post.start <= name.start and name.end <= post.end
    return (
        name.overlaps(post)
        and not (inside and name.start > post.start)
        and not (name.start < post.start and post.end <= name.end)
    )


def _shaped(unit: Unit) -> Iterator[Found]:
    if unit.language == "fr":
        others = [f for f in english(unit) if " " in f.name and not f.generic]
        own = [
            f for f in french(unit) if not any(_runs_into(f, o) or _inside(f, o) for o in others)
        ]
        yield from own
        yield from (o for o in others if not any(_covers(f, o) for f in own))
    else:
        runs = list(english(unit))
        yield from runs
        yield from english_nouns(unit, [r for r in runs if not r.generic])


def _runs_into(mine: Found, other: Found) -> bool:
    """Whether a name ends within a foreign one: *conférence internationale ⟨Global Forum on …⟩*."""
    return mine.start < other.start < mine.end < other.end


def _inside(mine: Found, other: Found) -> bool:
    """Whether a head noun only stands within a foreign name: *Luxembourg National Data Service*."""
    return other.start < mine.start and mine.end <= other.end


def _covers(mine: Found, other: Found) -> bool:
    """Whether a name of the text's own language makes a foreign reading needless."""
    return mine.start <= other.start and mine.overlaps(other)


def _is_known(found: Found, names: Sequence[Found]) -> bool:
    return any(n.start <= found.start and found.end <= n.end and not n.demonym for n in names)


def _uncrossed(lexical_names: Sequence[Found], shaped: Sequence[Found]) -> list[Found]:
    """Of names found by form, those that neither cross a known name nor one another."""
    kept: list[Found] = []
    sure = [n for n in lexical_names if not n.demonym]
    for found in sorted(shaped, key=lambda f: (-(f.end - f.start), f.start)):
        head_first = found.name.lower().startswith(found.head.split(" ")[0])
        if head_first and any(n.start == found.start for n in sure):
            continue
        if not any(_crosses(found, other) for other in (*sure, *kept)):
            kept.append(found)
    return kept


def _crosses(one: Found, two: Found) -> bool:
    within = (one.start <= two.start and two.end <= one.end) or (
        two.start <= one.start and one.end <= two.end
    )
    return one.overlaps(two) and not within


def _give_full_names(found: Sequence[list[Found]]) -> None:
    """Gives a person named by surname the one full name of the document that ends in it."""
    by_last: dict[str, set[str]] = {}
    for full in (f.name for line in found for f in line if f.type == "Person" and " " in f.name):
        by_last.setdefault(full.split(" ")[-1], set()).add(full)
    for line in found:
        for index, name in enumerate(line):
            if name.type == "Person" and " " not in name.name:
                whole = by_last.get(name.name, set())
                if len(whole) == 1:
                    line[index] = name._replace(name=next(iter(whole)))


def _people(found: Iterable[list[Found]]) -> dict[str, str]:
    """What each person of a document may be called → the full name."""
    names = [f for line in found for f in line if f.type == "Person"]
    full = {name for f in names for name in (f.name, *f.aliases) if " " in f.name}
    called = {alias: f.name for f in names for alias in (f.name, *f.aliases) if " " in f.name}
    return {name: called[name] for name in sorted(full, key=len, reverse=True)}
