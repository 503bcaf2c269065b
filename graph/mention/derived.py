"""Things that a text names only through others.

*deux centres, l'un à Lima, l'autre à Quito*; *un secrétariat* of the body that the text is about;
*la première de ces séances*.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from graph.lexicon import singulars
from graph.mention.found import Found, Unit
from graph.plain import lower

_PLACE = r"(?P<{0}>[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?)"
_EACH = re.compile(
    rf"l'une? à {_PLACE.format('one')}(?:,| et) (?P<second>l'autre à {_PLACE.format('two')})"
)
_BOTH = re.compile(
    rf"à {_PLACE.format('one')}(?P<aside>, [^,.;:]{{1,60}},)?,? (?:et|and) (?P<second>(?:à |in ){_PLACE.format('two')})"
)
_EN_BOTH = re.compile(
    rf"one in {_PLACE.format('one')},? (?:and )?(?P<second>(?:one|the other) in {_PLACE.format('two')})"
)


def distributed(unit: Unit, names: Sequence[Found]) -> list[Found]:
    """The names of a line, a plural with two places made one thing in each.

    *deux centres d'expertise, l'un à Lima, l'autre à Quito* names the *Centre d'expertise de Lima*
    and that *de Quito*.
    """
    kept = list(names)
    chars = unit.line.chars
    for index, head in unit.heads:
        if not head.plural or not head.type:
            continue
        last = unit.tokens[index + len(head.words) - 1]
        behind = re.match(r",? ", chars[last.end :])
        at = last.end + (behind.end() if behind else 0)
        match = next((m for p in (_EACH, _EN_BOTH, _BOTH) if (m := p.match(chars, at))), None)
        if match is None:
            continue
        start = unit.tokens[index].start
        kept = [f for f in kept if not (start <= f.start < last.end and not f.key)]
        noun = singulars(unit.language).get(" ".join(head.words), " ".join(head.words))
        first = Found(start, match.end("one"), "", head.type, head=noun)
        second = Found(match.start("second"), match.end("second"), "", head.type, head=noun)
        for found, place in ((first, match["one"]), (second, match["two"])):
            name = _of_place(noun, place, unit.language)
            kept.append(found._replace(name=name[0].upper() + name[1:]))
    return kept


def _of_place(noun: str, place: str, language: str) -> str:
    if language == "en":
        return f"{place} {noun}"
    return f"{noun} d'{place}" if lower(place)[0] in "aeiouyh" else f"{noun} de {place}"


_OF_THOSE = ("de ces ", "d'entre ces ", "of these ", "of those ")
_ONE_OF = re.compile(
    r"\b(?P<which>premi[eè]re?|deuxième|troisième|prochaine?|dernière?|first|second|next|last) "
    r"(?:de ces |d'entre ces |of these |of those )(?P<noun>[a-zà-ÿ]+)"
)


def one_of(unit: Unit, earlier: Mapping[str, Found]) -> Iterator[Found]:
    """One thing out of several named before: *la première de ces séances*.

    :param earlier: the last thing named before by each noun
    """
    chars = unit.line.chars
    for match in _ONE_OF.finditer(chars) if any(words in chars for words in _OF_THOSE) else ():
        noun = singulars(unit.language).get(match["noun"], match["noun"])
        whole = earlier.get(match["noun"])
        if whole is None:
            continue
        joint = "of the" if unit.language == "en" else "des"
        name = f"{match['which']} {joint} {whole.name}"
        head = singulars(unit.language).get(whole.head, noun)
        yield Found(
            match.start(), match.end(), name, whole.type, head=head, inference="one of several"
        )


def organs(unit: Unit, names: Sequence[Found], body: Found | None) -> Iterator[tuple[Found, Found]]:
    """Organs named without their body, each with its name as an organ of the document's body.

    *L'Alliance sera appuyée par un secrétariat* → *secrétariat de l'Alliance*.
    """
    if body is None:
        return
    for name in names:
        unnamed = name.generic and name.type in {"Secretariat", "WorkingGroup", "ExpertGroup"}
        if not unnamed:
            continue
        short = " " not in name.name or name.name.lower() == name.head.replace("' ", "'")
        before = unit.line.chars[: name.start]
        new = re.search(
            r"(?:\b(?:un|une|des|de|a|an|four|quatre|\d+) |^|au sein de )$", before, re.IGNORECASE
        )
        if short and new:
            yield (
                name,
                name._replace(
                    name=_organ_name(name, body, unit.language),
                    generic=False,
                    inference="organ of the body",
                ),
            )


def _organ_name(name: Found, body: Found, language: str) -> str:
    called = next((a for a in body.aliases if a.isupper()), body.name)
    noun = name.name
    if language == "en":
        return f"{called} {noun}"
    if called.isupper():
        return f"{noun} du {called}"
    return f"{noun} de {called}"
