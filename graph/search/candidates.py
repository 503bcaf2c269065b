"""Which entities a name may mean, with a score: what a table is reconciled by.

100 is a name that is the very same; 98 one that differs in case, accents, quotes or spaces; 96 one that
differs in its article, in an acronym in brackets, or in IA and AI written out. All others are only
alike: they get less than 90, and are never certain, since scores of likeness cannot tell Slovaquie
from Slovénie.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import WRatio, ratio

from graph.names import fold, slug
from graph.search.read import Reader
from graph.search.words import asked

SAME, FOLDED, LOOSE, ALIKE = 100.0, 98.0, 96.0, 90.0

# Names that are compared with one that is not found as it stands, and the least score of a candidate.
_COMPARED = 200
_LEAST = 30.0

# Letters at the beginning of a word that are taken to be right: in a table, and by who types.
_RIGHT, _RIGHT_TYPED = 3, 2

# Names that are compared with what was typed, and how alike they must be, of 100.
_COMPARED_TYPED, _LEAST_TYPED = 1_000, 70.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a name may mean.

    :ivar name: the one of its names that is most alike
    :ivar score: 0 to 100
    :ivar likeness: of the characters of the two names, 0 to 1
    :ivar shared: of their words, 0 to 1
    """

    iri: str
    name: str
    score: float
    likeness: float
    shared: float

    @property
    def same(self) -> bool:
        """Whether it has that very name, in one of its writings."""
        return self.score >= LOOSE


def candidates(
    reader: Reader, name: str, types: Iterable[str] = (), *, every_type: bool = False
) -> tuple[Candidate, ...]:
    """The entities and documents that a name may mean, the likeliest first.

    :param types: IRIs of classes; only what is in one of them counts
    :param every_type: only what is in each of them counts
    :raises SearchError: if the name is too long
    """
    found = [
        max((_scored(name, iri, other) for other in names), key=lambda one: one.score)
        for iri, names in reader.named_like(name, _expression(name), _COMPARED).items()
    ]
    likely = [one for one in found if one.score >= _LEAST]
    kept = of_types(reader, likely, types, every_type=every_type)
    return tuple(sorted(kept, key=lambda one: (-one.score, one.iri)))


def alike(reader: Reader, text: str, most: int) -> tuple[str, ...]:
    """The IRIs of entities and documents with names like what someone typed, the likest first.

    :param most: how many to give
    :raises SearchError: if the text is too long
    """
    named = reader.named_like(text, _expression(text, _RIGHT_TYPED), _COMPARED_TYPED)
    folded = fold(text)
    scores = {iri: max(WRatio(folded, fold(n)) for n in names) for iri, names in named.items()}
    likely = [iri for iri, score in scores.items() if score >= _LEAST_TYPED]
    return tuple(sorted(likely, key=lambda iri: (-scores[iri], iri))[:most])


def of_types(
    reader: Reader, found: Iterable[Candidate], types: Iterable[str], *, every_type: bool
) -> tuple[Candidate, ...]:
    """The candidates that are in one of some classes, or in each of them; all if there is none."""
    some, wanted = tuple(found), tuple(types)
    if not wanted:
        return some
    sets = [reader.within((one.iri for one in some), type_) for type_ in wanted]
    kept = frozenset.intersection(*sets) if every_type else frozenset().union(*sets)
    return tuple(one for one in some if one.iri in kept)


def _scored(name: str, iri: str, other: str) -> Candidate:
    if name.strip() == other:
        return Candidate(iri, other, SAME, 1.0, 1.0)
    one, two = fold(name), fold(other)
    likeness = ratio(one, two) / 100
    shared = _shared(asked(name), asked(other))
    if one == two:
        score = FOLDED
    elif slug(name) == slug(other):
        score = LOOSE
    else:
        score = round(ALIKE * max(likeness, shared) - 0.1, 1)
    return Candidate(iri, other, score, round(likeness, 3), round(shared, 3))


def _shared(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """Dice's coefficient of two sets of words."""
    return 2 * len({*one} & {*two}) / max(len({*one}) + len({*two}), 1)


def _expression(name: str, right: int = _RIGHT) -> str:
    """The words of a name, each by its first letters, so that misspelt ones are found too."""
    beginnings = dict.fromkeys(word[:right] for word in asked(name))
    return " OR ".join(f'"{beginning}"*' for beginning in beginnings)
