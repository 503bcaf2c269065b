"""Gives each name of a document its entity, and names that point back the nearest fitting one."""

import re
from collections.abc import Iterator, Sequence

from graph.lexicon import singulars
from graph.mention.found import Found, Holding, LineMention, Unit
from graph.mention.register import Register
from graph.model import Span

_AFTER_PREPOSITION = re.compile(
    r"\b(?:par|avec|de|du|des|d'|à|au|aux|en|sur|pour|dans|chez|by|with|of|at|in|on|for|to|from)"
    r"(?: (?:le|la|les|the|l'|un|une|a|an))? ?$",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(("il", "elle", "celui-ci", "celle-ci", "it"))
# Words that tell a thing from the one spoken of before: *the next meeting*.
_ANOTHER = re.compile(
    r"\b(?:next|previous|other|another|first|second|third|last|prochaine?|précédente?|autre|premi[eè]re?|dernière?|deuxième)\b",
    re.IGNORECASE,
)
_NEAR = 24  # characters, more than an article or a preposition with its article has
_INDEFINITE = re.compile(r"\ban? $")
_DEFINITE = re.compile(
    r"(?:^|[\s(])(?:le|la|l'|ce|cet|cette|du|au|the|this|that|its|their|our|notre|leur)\s?$",
    re.IGNORECASE,
)
# What a definite noun may point back to, beside things with the same head noun.
_POINTS_TO = {
    "événement": {"event"},
    "evénement": {"event"},
    "event": {"event"},
    "rencontre": {"event"},
    "réunion": {"event"},
    "meeting": {"event"},
    "gathering": {"event"},
    "initiative": {"InternationalInitiative"},
    "partenariat": {"InternationalInitiative"},
    "partnership": {"InternationalInitiative"},
    "treaty": {"Instrument"},
    "text": {"Instrument"},
    "traité": {"Instrument"},
    "texte": {"Instrument"},
    "accord": {"Instrument"},
    "agreement": {"Instrument"},
    "institute": {"ResearchOrganisation"},
    "institut": {"ResearchOrganisation"},
}


_Entry = tuple[str, str, str]


class Antecedents:
    """Gives each name its entity, and names that point back the nearest fitting one."""

    def __init__(
        self,
        register: Register,
        found: Sequence[list[Found]],
        lines: Sequence[Unit],
        title: Span | None,
    ) -> None:
        self.register = register
        self.found = found
        self.lines = lines
        self.types = register.types()
        # What was named before, as key, class and head: the last of each noun, first word of a
        # noun (0), last word (-1) and class or kind; and the keys of each noun.
        self.last_exact: dict[str, _Entry] = {}
        self.last_fitting: dict[int, dict[str, _Entry]] = {0: {}, -1: {}}
        self.last_of: dict[str, tuple[int, _Entry]] = {}
        self.by_noun: dict[str, dict[str, str]] = {}
        self.order = 0
        self.titled: list[_Entry] = []
        self.title = title
        self.labels: dict[int, _Entry] = {}
        self.before: tuple[LineMention, ...] = ()
        self.pairs = [list(_pairs(u, names)) for u, names in zip(lines, found, strict=True)]
        self.holders = self._holders()
        self.holdings: list[tuple[Holding, ...]] = []

    def _holders(self) -> dict[str, str]:
        """Each office of the document → the one person named with it."""
        held: dict[str, set[str]] = {}
        for pairs in self.pairs:
            for person, post in pairs:
                post_key, person_key = self.register.key(post), self.register.key(person)
                if post_key and person_key:
                    held.setdefault(post_key, set()).add(person_key)
        return {post: next(iter(who)) for post, who in held.items() if len(who) == 1}

    def mentions(self, index: int) -> tuple[LineMention, ...]:
        """The mentions of a unit, outer before inner."""
        unit, names = self.lines[index], self.found[index]
        made: list[LineMention] = []
        for name in names:
            mention = self._mention(unit, name)
            if mention:
                made.append(mention)
                self._label(unit, mention)
        pairs = self.pairs[index]
        self.holdings.append(tuple(self._holding(p, q) for p, q in pairs))
        made += self._pronoun(unit, index)
        beside = {(q.start, q.end) for _, q in pairs}
        made = [
            m if m.type != "Post" or (m.start, m.end) in beside else self._holder(m) for m in made
        ]
        made += [self._wrapped(p, q) for p, q in pairs]
        named = [
            (m.key, m.type, m.head)
            for m in made
            if m.inference in {None, "organ of the body"} and m.type != "Demonym"
        ]
        for entry in named:
            self._remember(entry)
        self.before = tuple(sorted(made, key=lambda m: (m.start, -m.end)))
        if unit.sentences[0] == self.title:
            self.titled = named
        return self.before

    def _remember(self, entry: _Entry) -> None:
        """Keeps what was named, by its noun and by what it is, to be pointed back to."""
        key, type_, head = entry
        nouns = head.split(" ")
        self.last_exact[head] = entry
        self.last_fitting[0][nouns[0]] = self.last_fitting[-1][nouns[-1]] = entry
        self.by_noun.setdefault(nouns[0], {})[key] = type_
        self.order += 1
        for what in {type_, key.split("/")[0]}:
            self.last_of[what] = (self.order, entry)

    def _label(self, unit: Unit, mention: LineMention) -> None:
        """Keeps what labels a paragraph: it stands at its head, before a colon."""
        chars = unit.line.chars
        if (
            mention.start < 4
            and chars[mention.end : mention.end + 1] == ":"
            and not mention.inference
        ):
            self.labels[unit.block] = (mention.key, mention.type, mention.head)

    def _mention(self, unit: Unit, name: Found) -> LineMention | None:
        if name.generic:
            return self._points_back(unit, name)
        key = self.register.key(name)
        if key is None:
            return None
        type_ = "Demonym" if name.demonym else self.types.get(key, name.type)
        return LineMention(name.start, name.end, key, type_, name.inference, name.head)

    def _points_back(self, unit: Unit, name: Found) -> LineMention | None:
        before = unit.line.chars[: name.start]
        if _ANOTHER.search(unit.line.chars[max(name.start - 14, 0) : name.end]):
            return None
        if several := self._each(name, before):
            return several
        near = max(name.start - _NEAR, 0)
        if not (_DEFINITE.search(before, near) or _INDEFINITE.search(before, near)):
            return None
        entry = (
            self._labelled(unit, name)
            or self._same_head(name)
            or self._same_class(_POINTS_TO.get(name.head, set()))
        )
        if entry is None:
            return None
        return LineMention(name.start, name.end, *entry[:2], "coreference", name.head)

    def _each(self, name: Found, before: str) -> LineMention | None:
        """A plural that points back to several things of one noun: *les centres*."""
        noun = singulars(self.lines[0].language).get(name.head)
        if noun is None or not re.search(r"\b(?:les|ces|the|these) $", before, re.IGNORECASE):
            return None
        known_keys = self.by_noun.get(noun.split(" ")[0], {})
        if len(known_keys) < 2 or len(set(known_keys.values())) > 1:
            return None
        type_ = next(iter(known_keys.values()))
        return LineMention(
            name.start, name.end, "|".join(sorted(known_keys)), type_, "coreference", name.head
        )

    def _labelled(self, unit: Unit, name: Found) -> _Entry | None:
        """The thing that labels the paragraph: *The Port Fund: Chile announces this initiative*."""
        label = self.labels.get(unit.block)
        if label is None:
            return None
        same = label[2].split(" ")[-1] == name.head.split(" ")[-1] or name.head in {
            "effort",
            "initiative",
        }
        return label if same or label[1] == name.type else None

    def _same_head(self, name: Found) -> _Entry | None:
        """The last thing named before by the same noun: *la réunion* ← *réunion ministérielle*."""
        # French nouns come first in a name, English ones last.
        at = 0 if self.lines[0].language == "fr" else -1
        noun = name.head.split(" ")[at]
        return self.last_exact.get(name.head) or self.last_fitting[at].get(noun)

    def _same_class(self, wanted: set[str]) -> _Entry | None:
        """The event of the title, or the last thing before, of a class that the noun may mean."""
        if "event" in wanted and self.titled:
            titled = [e for e in self.titled if e[1] in wanted or e[0].split("/")[0] in wanted]
            if titled:
                return titled[-1]
        last = max((self.last_of[w] for w in wanted if w in self.last_of), default=None)
        return last[1] if last else None

    def _pronoun(self, unit: Unit, index: int) -> Iterator[LineMention]:
        """*Elle*, *It* at the head of a sentence: what the sentence before spoke of first."""
        if not index or not unit.tokens or self.lines[index - 1].quotation != unit.quotation:
            return
        first = unit.tokens[0]
        if first.low not in _PRONOUNS or self.lines[index - 1].block != unit.block:
            return
        for mention in self.before:
            near = max(mention.start - _NEAR, 0)
            if _AFTER_PREPOSITION.search(self.lines[index - 1].line.chars, near, mention.start):
                continue
            if mention.type != "Demonym" and mention.key.split("/")[0] in {
                "agent",
                "event",
                "instrument",
            }:
                if mention.type not in {"State", "SubnationalGovernment", "SupranationalUnion"}:
                    yield LineMention(
                        first.start,
                        first.end,
                        mention.key,
                        mention.type,
                        "coreference",
                        mention.head,
                    )
                return

    def _holder(self, mention: LineMention) -> LineMention:
        """An office without a name: its holder in this document, where there is one."""
        key = self._full_office(mention.key)
        person = self.holders.get(key)
        if person is None:
            return mention
        return LineMention(mention.start, mention.end, person, "Person", "office")

    def _full_office(self, key: str) -> str:
        """The one office of the document that a shorter name of an office means."""
        if key in self.holders:
            return key
        mine = set(key.split("/")[1].split("-"))
        first = key.split("/")[1].split("-", maxsplit=1)[0]
        longer = [
            o
            for o in self.holders
            if mine <= set(o.split("/")[1].split("-")) and o.split("/")[1].startswith(first)
        ]
        return longer[0] if len(longer) == 1 else key

    def _holding(self, person: Found, post: Found) -> Holding:
        start, end = min(person.start, post.start), max(person.end, post.end)
        key, post_key = self.register.key(person) or "", self.register.key(post) or ""
        return Holding(key, self._same_office(post_key, key), start, end)

    def _same_office(self, post: str, person: str) -> str:
        """The fuller name of a person's office, where the document has it."""
        mine = set(post.split("/")[1].split("-"))
        fuller = [
            office
            for office, holder in self.holders.items()
            if holder == person and mine <= set(office.split("/")[1].split("-"))
        ]
        return max(fuller, key=lambda office: (len(office), office), default=post)

    def _wrapped(self, person: Found, post: Found) -> LineMention:
        holding = self._holding(person, post)
        return LineMention(holding.start, holding.end, holding.person, "Person")


def _pairs(unit: Unit, names: Sequence[Found]) -> Iterator[tuple[Found, Found]]:
    """The persons of a line with the office that stands beside each."""
    posts = [n for n in names if n.type == "Post"]
    for person in (n for n in names if n.type == "Person"):
        for post in posts:
            chars = unit.line.chars
            if person.end <= post.start:
                between = chars[person.end : post.start]
                fits = re.fullmatch(r"(?: ?[,(–—-] ?)(?:(?:le|la|l'|the|then|alors) ?)?", between)
            else:
                between = chars[post.end : person.start]
                fits = re.fullmatch(r",? (?:(?:M|Mme|Mr|Mrs|Ms|Dr)\.? )?", between)
            if fits:
                yield person, post
                yield from ((person, further) for further in _further(unit, post, names))
                break


def _further(unit: Unit, post: Found, names: Sequence[Found]) -> Iterator[Found]:
    """The offices that a list goes on with: *ministre des Ports, ministre de la Mer*."""
    people = {n.start for n in names if n.type == "Person"}
    for other in (n for n in names if n.type == "Post"):
        between = unit.line.chars[post.end : other.start]
        listed = re.fullmatch(r",? (?:(?:et|and) )?(?:(?:la|le|the) )?", between)
        if listed and other.end + 1 not in people:
            yield other
