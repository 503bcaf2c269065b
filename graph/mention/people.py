"""Persons and offices: a title, an office beside a name, a name met again."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from graph.lexicon import offices
from graph.mention.found import Found, Unit
from graph.mention.heads import acronym_behind, match_head
from graph.mention.phrases import Phrase
from graph.plain import Token
from graph.verbs import forms, function_words

TITLES = frozenset(
    [
        "m",
        "mm",
        "mme",
        "mmes",
        "mlle",
        "mr",
        "mrs",
        "ms",
        "dr",
        "pr",
        "prof",
        "sir",
        "dame",
        "lord",
        "lady",
        "hon",
        "professor",
        "professeur",
    ]
)
_PARTICLES = frozenset(
    [
        "de",
        "d'",
        "du",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "di",
        "da",
        "dal",
        "dos",
        "del",
        "della",
        "bin",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "mac",
    ]
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LOWER_IN_ENGLISH = frozenset(("of", "for", "and", "the", "to", "on"))


def office_phrases(unit: Unit) -> Iterator[Found]:
    """The offices that a line names, each with what it is an office of."""
    line = unit.tokens
    table = offices(unit.language)
    last = -1
    for index in [index for index, token in enumerate(line) if token.low in table]:
        if index <= last or _is_verb(line, index, unit.language):
            continue
        length, plural = _office_head(line, index, unit.language)
        if not length:
            continue
        if unit.language == "fr":
            last = _french_end(unit, index + length)
        else:
            last = _english_end(line, index, index + length - 1)
        first = index if unit.language == "fr" else _english_start(line, index)
        name = unit.line.chars[line[first].start : line[last].end]
        head = " ".join(t.low for t in line[index : index + length])
        found = Found(line[first].start, line[last].end, name, "Post", head=head)
        yield _collective(unit, found, last) if plural and last > index else found


def _is_verb(line: Sequence[Token], index: int, language: str) -> bool:
    """Whether a word that may be an office is a verb here: *la Serbie et le Chili coprésident …*."""
    if language != "fr" or not index or line[index].capital:
        return False
    return (line[index].low,) in forms("fr") and line[index - 1].capital


def _collective(unit: Unit, office: Found, last: int) -> Found:
    """Several holders of one office together: *the Leaders of the Group of Seven (G7)*."""
    acronym = acronym_behind(unit.tokens, last + 1)
    end = unit.tokens[acronym[1]].end + 1 if acronym else office.end
    name = unit.line.chars[office.start : end]
    return office._replace(end=end, name=name, type="CollectiveActor")


def _office_head(line: Sequence[Token], index: int, language: str) -> tuple[int, bool]:
    """The number of words of the office that begins at a token, and whether it is a plural."""
    for office in offices(language).get(line[index].low, ()):
        window = line[index : index + len(office.words)]
        if tuple(t.low for t in window) == office.words:
            if language == "en" and not window[0].capital:
                return 0, False
            return len(office.words), office.plural
    return 0, False


def _french_end(unit: Unit, after: int) -> int:
    """The last token of an office; a name that follows it is not part of it."""
    line = unit.tokens
    stop = next(
        (i for i in unit.capitals if i >= after and _person_at(line, i) and not _belongs(line, i)),
        len(line),
    )
    return min(Phrase(line[:stop], after, to=True).at, stop) - 1


def _belongs(line: Sequence[Token], index: int) -> bool:
    """Whether a capital follows a preposition or article: part of the office, no person."""
    return line[index - 1].low in _PARTICLES | {
        "des",
        "les",
        "l'",
        "à",
        "au",
        "aux",
        "et",
        "en",
        "sur",
    }


def _english_start(line: Sequence[Token], index: int) -> int:
    """Where an English office begins that a noun stands before: *Digital Minister*."""
    first = index
    while (
        first
        and line[first - 1].capital
        and line[first - 1].word.isalpha()
        and line[first - 1].low not in _stops()
        and first - 1 != 0
    ):
        first -= 1
    return first


def _english_end(line: Sequence[Token], first: int, last: int) -> int:
    """*Secretary of State for Science, Innovation and Technology*: on over small words."""
    index = last + 1
    if index < len(line) and line[index].low not in {"of", "for", "to"}:
        return last
    while index < len(line):
        token = line[index]
        if token.capital:
            last = index
        elif token.word == "," and _listed(line, index):
            pass
        elif token.low not in _LOWER_IN_ENGLISH:
            break
        index += 1
    return _without_name(line, first, last)


def _without_name(line: Sequence[Token], first: int, last: int) -> int:
    """The end of an office that a name follows: *Secretary of Commerce ⟨Gina Raimondo⟩*.

    Of three or more capitals behind the last small word the last two are the name.
    """
    run = last
    while run > first and line[run].capital:
        run -= 1
    named = last - run >= 3 and not match_head(line, last, "en") and run > first
    return last - 2 if named and _person_at(line, last - 1) else last


def _listed(line: Sequence[Token], index: int) -> bool:
    """Whether a comma inside an office goes on to *and*: *for Science, Innovation and …*."""
    window = [t.low for t in line[index + 1 : index + 5]]
    return len(window) > 2 and line[index + 1].capital and window[1] in {",", "and"}


@cache
def _stops() -> frozenset[str]:
    return function_words("en", "stop") | function_words("en", "determiner")


# Small words that are also names of persons: *An Nguyen*, *Son Heung-min*.
_NAMES_TOO = frozenset(("an", "son", "sa", "to", "un", "ou"))


@cache
def _no_first_names() -> frozenset[str]:
    """Words that begin a sentence but no person's name: *In July, the Vice President …*."""
    particles = function_words("en", "particle") | function_words("fr", "particle")
    return _stops() | particles - _PARTICLES - _NAMES_TOO


def _is_headline_verb(token: Token) -> bool:
    """Whether a capital is a verb of a headline: *Minister Ana Ruiz Launches the Reef Pact*."""
    return token.low.endswith("s") and (token.low,) in forms("en")


def _person_at(line: Sequence[Token], index: int) -> int:
    """The index behind the name of a person that could begin at a token, or 0."""
    at, capitals = index, 0
    if not line[index].capital or (
        line[index].low in _no_first_names() and len(line[index].word) > 1
    ):
        return 0
    while at < len(line) and capitals < 5 and not _is_headline_verb(line[at]):
        token = line[at]
        if token.capital and _NAME_WORD.fullmatch(token.word):
            initial = at + 1 < len(line) and line[at + 1].word == "." and len(token.word) == 1
            capitals += 1
            at += 2 if initial else 1
        elif capitals and (behind := _behind_particles(line, at)):
            at = behind
        else:
            break
    return at if capitals > 1 else 0


def _behind_particles(line: Sequence[Token], at: int) -> int:
    """The index of the capital behind the particles of a name (*van der*), or 0."""
    start = at
    while at < len(line) and line[at].low in _PARTICLES and not line[at].capital:
        at += 1
    return at if start < at < len(line) and line[at].capital else 0


def persons(unit: Unit, taken: Sequence[Found], posts: Sequence[Found]) -> Iterator[Found]:
    """The persons of a line: behind a title, beside an office."""
    line = unit.tokens
    ends_of_posts = {post.end for post in posts}
    busy = [f for f in taken if not f.generic and not f.demonym]
    for index in unit.capitals:
        token = line[index]
        behind_title = _behind_title(line, index)
        if token.low in TITLES and not behind_title:
            continue
        after = _person_at(line, index)
        titled = behind_title or token.start - 1 in ends_of_posts
        if not after and not (titled and _NAME_WORD.fullmatch(token.word)):
            continue
        if any(t.low in TITLES for t in line[index:after]):
            continue
        before = line[index - 1] if index else None
        if before and before.capital and not behind_title and before.end not in ends_of_posts:
            continue
        start, end = token.start, line[(after or index + 1) - 1].end
        name = unit.line.chars[start:end]
        person = Found(start, end, tidy(name), "Person", aliases=(name,))
        clash = any(f.overlaps(person) for f in busy) or any(p.overlaps(person) for p in posts)
        if clash or match_head(line, index, unit.language):
            continue
        if behind_title or _beside_office(unit, person, posts) or _acts(unit, person):
            yield person


def tidy(name: str) -> str:
    """A person's name with its capitals made small: *Jean-Noël BARROT* → *Jean-Noël Barrot*.

    >>> tidy("Jean-Noël BARROT"), tidy("Cédric O"), tidy("Marko DJURIĆ")
    ('Jean-Noël Barrot', 'Cédric O', 'Marko Djurić')
    """

    def small(word: str) -> str:
        return word if len(word) < 2 or not word.isupper() else word[0] + word[1:].lower()

    return " ".join("-".join(small(p) for p in word.split("-")) for word in name.split(" "))


def _behind_title(line: Sequence[Token], index: int) -> bool:
    before = line[index - 1] if index else None
    if before and before.word == "." and index > 1:
        before = line[index - 2]
    return bool(before and before.low in TITLES and before.capital)


def _beside_office(unit: Unit, person: Found, posts: Sequence[Found]) -> bool:
    """Whether an office stands right before a name, or right behind it after a comma."""
    chars = unit.line.chars
    for post in posts:
        between = chars[post.end : person.start]
        if post.end <= person.start and re.fullmatch(
            r",? (?:(?:M|Mme|Mr|Mrs|Ms|Dr)\.? )?", between
        ):
            return True
        between = chars[person.end : post.start]
        if person.end <= post.start and re.fullmatch(
            r" ?[,(–—-] ?(?:(?:le|la|l'|the|alors|then) ?)?", between
        ):
            return True
    return False


_BEFORE_A_PERSON = re.compile(
    r"(?:chaired|led|headed|moderated|hosted|signed|presided over|said|présidée?s?|dirigée?s?|animée?s?"
    r"|conduite?s?|signée?s?|selon|pour|déclare|ajouté|précisé|souligné|expliqué|déclaré|affirmé|conclu|estime)"
    r"(?: par| by|,)? $",
    re.IGNORECASE,
)
_BEHIND_A_PERSON = re.compile(
    r" (?:(?:a|ont) )?(?:déclaré|ajouté|précisé|souligné|expliqué|affirmé|rappelé|conclu|estimé"
    r"|said|added|stated|noted)\b"
    r"|, (?:an? |the |le |la |l')?(?:[a-zà-ÿ-]+ ){0,2}(?:advisor|adviser|director|head|chief|professor|founder|lead|"
    r"responsable|fondateur|fondatrice|conseiller|conseillère|professeur|professeure|chercheur|chercheuse)\b"
    r"|, (?:who|qui) |, (?:CEO|PDG|DG)\b"
)


def _acts(unit: Unit, person: Found) -> bool:
    """Whether the words beside a name tell of a person: *a précisé Ana Ruiz*, *Ana Ruiz, who …*."""
    chars = unit.line.chars
    return bool(
        " " in person.name
        and (
            _BEFORE_A_PERSON.search(chars, max(person.start - 40, 0), person.start)
            or _BEHIND_A_PERSON.match(chars, person.end)
        )
    )


def met_again(unit: Unit, names: dict[str, str], taken: Sequence[Found]) -> Iterator[Found]:
    """Persons named elsewhere in the document whose name stands in this line.

    :param names: what each person may be called → the full name
    """
    for called, name in names.items():
        if called not in unit.line.chars:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(called)}(?!\w)", unit.line.chars):
            found = Found(match.start(), match.end(), name, "Person", aliases=(called,))
            if not any(f.overlaps(found) and not f.generic for f in taken):
                yield found
