"""Names found by how they are written: a head noun and its complement, capitals, an acronym.

French names run on from their head: *groupe de travail* + *commun* + *sur la science*. English
names are runs of capitals around their head: *Freedom Online Coalition*.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import ontology
from graph.lexicon import Head, kinds, rows
from graph.mention.found import Found, Unit
from graph.mention.heads import NUMBER, acronym_behind, begins, match_head
from graph.plain import Token, lower
from graph.verbs import forms, function_words

_OF = frozenset(("de", "d'", "du", "des"))
_ON = frozenset(("sur", "pour", "contre"))
_TO = frozenset(("à", "au", "aux"))
_ARTICLES = frozenset(("le", "la", "les", "l'", "un", "une"))
_ABOUT = frozenset(("entourant", "concernant", "touchant", "régissant"))
_GREAT = frozenset(("haute", "haut", "grande", "long", "longue", "forte", "très"))
_EU_NUMBER = re.compile(r" \((?:UE|CE|EU|EC)\) (?:n° ?|No )?\d{2,4}/\d{2,4}")
_ADJECTIVE = re.compile(
    r".{2,}(?:al|ale|ales|aux|el|elle|els|elles|ique|iques|if|ive|ifs|ives|aire|aires|able|ables"
    r"|ible|ibles|ien|ienne|iens|iennes|ois|oise|oises|ais|aise|aises|ain|aine|ains|aines|eux|euse"
    r"|euses|iste|istes|er|ère|ers|ères|é|ée|és|ées|i|ie|is|ies|ent|ents|ente|entes|eur|eure"
    r"|ure|ures|ateur|atrice|oire|oires|ide|ile|ine)"
)
_INFINITIVE = re.compile(r".{2,}(?:er|ir|oir|re)")
_NOT_AFTER_EN = frozenset(
    [
        "cours",
        "vue",
        "amont",
        "marge",
        "prolongement",
        "tant",
        "particulier",
        "faveur",
        "présence",
        "fonction",
        "complément",
        "collaboration",
        "partenariat",
        "outre",
        "effet",
        "place",
        "œuvre",
        "langue",
        "ligne",
        "date",
        "mars",
        "mai",
        "juin",
        "juillet",
        "août",
        "janvier",
        "février",
        "avril",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
)


@cache
def plain_adjectives() -> frozenset[str]:
    """French adjectives that no ending tells."""
    with ontology.path("lexicon/adjectives.fr.txt").open(encoding="utf8") as file:
        return frozenset(word for line in file if not line.startswith("#") for word in line.split())


@cache
def _months() -> frozenset[str]:
    """The French months, which end a name: *la déclaration ⟨de juin 2018⟩*."""
    return frozenset(lower(row["name_fr"].split("|")[0]) for row in rows("months.csv"))


@cache
def demonyms() -> frozenset[str]:
    """The French adjectives of States and governments, in small letters."""
    return frozenset(
        word.strip().lower()
        for table in ("states.csv", "subnationals.csv")
        for row in rows(table)
        for word in row["demonyms_fr"].split("|")
    )


def _is_proper(token: Token) -> bool:
    """Whether a capital tells of a name: that of *IA* does not."""
    return token.capital and token.word not in {"IA", "AI"}


class Phrase:
    """Reads a French noun phrase on from its head.

    :param line: the tokens
    :param after: the index of the first token behind the head
    :param to: whether *à* may begin a complement (it does in offices: *ministre délégué à*)
    """

    def __init__(self, line: Sequence[Token], after: int, *, to: bool = False) -> None:
        self.line = line
        self.at = after
        self.to = to
        self.named = bool(after) and line[after - 1].capital
        self.used: set[str] = set()
        self.topical = False
        self.proper = False
        self._read()

    def _read(self) -> None:
        self._adjectives()
        for _ in range(6):
            if not (self._complement() or self._coordinated()):
                return

    def _word(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        return self.line[index] if index < len(self.line) else None

    def _low(self, ahead: int = 0) -> str:
        token = self._word(ahead)
        return token.low if token else ""

    def _adjectives(self) -> None:
        """Moves over capitals, years, adjectives, and adjectives joined by *et* or commas."""
        while token := self._word():
            if self._name_like(token) or self._adjective(token, self.at):
                self.proper |= _is_proper(token)
                self.at += 1
            elif token.low in {"et", "&"} and (after := self._word(1)):
                joined = self._adjective(after, self.at + 1) or (
                    token.word == "&" and after.capital
                )
                if not joined:
                    return
                self.at += 2
            elif token.word == "," and self._adjective_list():
                self.at += 2
            else:
                return

    def _adjective_list(self) -> bool:
        """*numérique, ouverte, libre et sûre*: a comma with adjectives up to an *et*."""
        index = self.at
        while index + 1 < len(self.line) and self.line[index].word == ",":
            if not self._adjective(self.line[index + 1], index + 1):
                return False
            index += 2
        return (
            index + 1 < len(self.line)
            and self.line[index].low == "et"
            and self._adjective(self.line[index + 1], index + 1)
        )

    def _name_like(self, token: Token) -> bool:
        known = token.low in function_words("fr", "stop")
        return (token.capital and not (known and len(token.word) > 1)) or bool(
            NUMBER.fullmatch(token.word)
        )

    def _adjective(self, token: Token, index: int) -> bool:
        low = token.low
        if low in function_words("fr", "stop") or not token.word[0].isalpha():
            return False
        follows = self.line[index + 1].low if index + 1 < len(self.line) else ""
        if follows == "par":
            return False
        if low in plain_adjectives() or low in demonyms():
            return True
        if (low,) in forms("fr"):
            return False
        return bool(_ADJECTIVE.fullmatch(low)) and not low.endswith(("ment", "ments"))

    def _complement(self) -> bool:
        """*de X*, *sur la science*, *en matière de Y*: moves over one and says so."""
        start, prep = self.at, self._low()
        step = 1
        if prep in {"relatif", "relative", "relatifs", "relatives", "chargé", "chargée"}:
            prep, step = self._low(1), 2
        if (prep == "au" and self._low(1) == "service" and self._low(2) in _OF) or (
            prep == "en" and self._low(1) == "matière" and self._low(2) in _OF
        ):
            step = 3
        elif prep == "au" and self._low(1) == "niveau":
            step = 1
        elif prep in _ABOUT:
            pass
        elif prep == "à" and self._low(1) in _GREAT:
            step = 2
        elif (
            prep in _TO and not (self.to or step == 2 or self._bracket_follows())
        ) or prep not in _OF | _ON | _TO | {"en"}:
            return False
        self.at += step
        if self._core(prep):
            self.used.add(prep)
            self.topical |= (
                prep in {"sur", "contre"} or step == 3 or (prep == "pour" and self.named)
            )
            return True
        self.at = start
        return False

    def _bracket_follows(self) -> bool:
        """Whether the place named next ends a name that its acronym follows."""
        return bool((place := self._word(1)) and place.capital and self._low(2) == "(")

    def _core(self, prep: str) -> bool:
        """The noun behind a preposition with its adjectives."""
        start = self.at
        if self._low() in _ARTICLES:
            self.at += 1
        token = self._word()
        if token is None or not self._noun(token, prep):
            self.at = start
            return False
        self.proper |= _is_proper(token)
        self.at += 1
        self._adjectives()
        return True

    def _noun(self, token: Token, prep: str) -> bool:
        low, word = token.low, token.word
        if word[0].isdigit():
            return bool(NUMBER.fullmatch(word)) and prep != "en"
        if not word[0].isalpha() or (low in function_words("fr", "stop") and not token.capital):
            return False
        if low in _months() or (prep == "en" and low in _NOT_AFTER_EN):
            return False
        if token.capital:
            return True
        infinitive = ((low,) in forms("fr") or prep in {"pour", "de", "d'"}) and bool(
            _INFINITIVE.fullmatch(low)
        )
        bare = self.line[self.at - 1].low not in _ARTICLES
        return len(low) > 2 and not (infinitive and bare)

    def _coordinated(self) -> bool:
        """*et des Affaires étrangères*, *, le numérique et l'intelligence artificielle*."""
        start = self.at
        if self._low() in {"et", ","}:
            listed = self._low() == "," and not self._last_of_list()
            prep = self._low(1)
            if not listed and self._alike(prep):
                self.at += 2
                if not self._heads_another() and self._core(prep):
                    return True
            self.at = start
            if not listed and self.used & _ON and prep in _ARTICLES:
                self.at += 1
                follows = self._word(1)
                small = follows is not None and not follows.capital
                if small and not self._heads_another() and self._core("sur"):
                    return True
            self.at = start
        return False

    def _alike(self, prep: str) -> bool:
        """Whether a preposition like this one has led to a complement of the name before."""
        alike = next((g for g in (_OF, _TO, _ON, frozenset(("en",))) if prep in g), frozenset())
        return bool(alike & self.used)

    def _heads_another(self, ahead: int = 0) -> bool:
        """Whether the next noun begins another name (*… et du sommet de Séoul*)."""
        if self._low(ahead) in _ARTICLES:
            ahead += 1
        return bool(match_head(self.line, self.at + ahead, "fr"))

    def _last_of_list(self) -> bool:
        """Whether the commas from here lead to an *et* before any other mark or verb."""
        for token in self.line[self.at + 1 : self.at + 24]:
            if token.low == "et":
                return True
            if token.word in ".;:()" or (token.low,) in forms("fr") or token.low in {"qui", "avec"}:
                return False
        return False


def french(unit: Unit) -> Iterator[Found]:
    """The names of a line that a French head noun begins."""
    line, chars = unit.tokens, unit.line.chars
    for index, head in unit.heads:
        if not head.type or _idiom(line, index, head):
            continue
        after = index + len(head.words)
        phrase = Phrase(line, after)
        first = _premodified(line, index)
        last = phrase.at - 1
        if kinds()[head.type] == "event" and not phrase.topical:
            last = _placed(line, last)
        acronym = acronym_behind(line, last + 1)
        capital = (line[index].capital and not begins(line, index)) or _capitals(line, index, after)
        end = line[last].end
        name = chars[line[first].start : end]
        named = (
            acronym
            or phrase.proper
            or (phrase.topical and not head.plural)
            or (capital and last >= after)
            or ("en" in phrase.used and not head.plural)
        )
        new = not head.plural and last >= after and _introduced(line, first, "fr")
        if numbered := _EU_NUMBER.match(chars, end):
            end, named = numbered.end(), True
            name = chars[line[first].start : end]
        end = line[acronym[1]].end + 1 if acronym and not numbered else end
        aliases = (acronym[0],) if acronym else ()
        yield Found(
            line[first].start,
            end,
            name,
            _type(head, line, first, last),
            aliases=aliases,
            head=" ".join(head.words),
            tentative=not named,
            generic=not (named or new),
        )


def _introduced(line: Sequence[Token], first: int, language: str) -> bool:
    """Whether a thing is introduced as new: *un consortium national*, *a virtual hackathon*."""
    before = [t.low for t in line[max(first - 3, 0) : first]]
    new = {"un", "une", "d'un", "d'une"} if language == "fr" else {"a", "an"}
    if len(before) > 1 and before[-2] in {
        "est",
        "sont",
        "était",
        "is",
        "are",
        "was",
        "comme",
        "as",
    }:
        return False
    return bool(before and (before[-1] in new or (len(before) > 1 and before[-2] in new)))


def _idiom(line: Sequence[Token], index: int, head: Head) -> bool:
    """Whether a head noun names nothing: *à l'initiative de*; a launch that is no heading."""
    before = tuple(t.low for t in line[max(index - 2, 0) : index])
    word = line[index]
    if word.low in _ABSTRACT and not word.capital:  # *l'objectif de l'Alliance est de …*
        return True
    return (*before, *head.words) in _IDIOMS or (head.type == "Launch" and index > 0)


_ABSTRACT = frozenset(("objectif", "mission"))
_IDIOMS = frozenset(
    (
        ("à", "l'", "initiative"),
        ("dans", "le", "cadre"),
        ("dans", "ce", "cadre"),
        ("sous", "la", "direction"),
    )
)


def _placed(line: Sequence[Token], last: int) -> int:
    """The end of an event's name with the place that tells it apart: *Sommet du G7 à Biarritz*."""
    if last + 2 < len(line) and line[last + 1].low == "à" and line[last + 2].capital:
        place = line[last + 2]
        if place.word.replace("-", "").isalpha() and not place.word.isupper():
            return last + 2
    return last


def _type(head: Head, line: Sequence[Token], first: int, last: int) -> str:
    """The class of the head, save for a council that comes or has a year: a meeting of it."""
    if head.type != "Council":
        return head.type
    words = {t.low for t in line[first : last + 1]}
    before = line[first - 1].low if first else ""
    dated = any(NUMBER.fullmatch(w) and len(w) == 4 for w in words) or "ministériel" in words
    if dated or before in {"prochain", "prochaine"}:
        return "CouncilMeeting"
    return head.type


def _capitals(line: Sequence[Token], index: int, after: int) -> bool:
    return any(t.capital for t in line[index + 1 : after])


_ORDINAL = re.compile(
    r"(?:\d{1,3}(?:e|er|re|ème|th|st|nd|rd)|première?|deuxième|troisième|quatrième|cinquième|sixième"
    r"|septième|huitième|neuvième|dixième|first|second|third|fourth|fifth|sixth|seventh)"
)


def _premodified(line: Sequence[Token], index: int) -> int:
    """Where a name begins that an ordinal stands before."""
    return index - 1 if index and _ORDINAL.fullmatch(line[index - 1].low) else index
