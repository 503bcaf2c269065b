"""Whether each document's facts may be released: the reasoner and the shapes decide."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from os import cpu_count

from rdflib import RDF, Graph, URIRef

from graph.build.conflicts import conflicts, graph_of
from graph.dataset import Composition, Part, compose, sources
from graph.errors import ReleaseError
from graph.model import Reading
from graph.reason import Consistency, check_consistency
from graph.validate import ValidationResult, validate

# HermiT takes 7 s and 0.6 GB for as many.
MOST_INDIVIDUALS = 30_000
_WORTH_PROCESSES = 12


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be released, and why the rest may not.

    :ivar composition: of all documents, those set aside without facts
    :ivar results: what the shapes say of each document, by its key, set aside or not
    :ivar set_aside: the reason, by the key of each document whose facts are left out
    :ivar whole: where the documents together are not as a reader would expect
    """

    composition: Composition
    results: Mapping[str, ValidationResult]
    set_aside: Mapping[str, str]
    whole: ValidationResult = field(default_factory=ValidationResult)

    @property
    def warnings(self) -> int:
        """How many warnings there are, of each document and of all together."""
        return sum(len(found.warnings) for found in (*self.results.values(), self.whole))


@dataclass(slots=True)
class _Verdicts:
    """What is known so far; a part that did not change is not checked again."""

    results: dict[str, tuple[Part, ValidationResult]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def check(
    readings: Sequence[Reading],
    base: str,
    *,
    workers: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Checked:
    """Compose what the documents say, setting aside those that contradict the ontology or a shape.

    :param workers: how many processes validate; None: as many as pays
    :param say: told each step as it begins
    :raises ReleaseError: if the ontology contradicts itself
    """
    verdicts = _Verdicts()
    while True:
        kept = [_without_facts(r) if r.document.key in verdicts.reasons else r for r in readings]
        say("Joining what the texts say")
        composition = compose(kept, base)
        say("Validating against the shapes")
        new = _invalid(composition, verdicts, workers)
        if not new:
            say("Reasoning with HermiT")
            new = _inconsistent(composition.parts, base)
        if not new:
            results = {key: result for key, (_, result) in verdicts.results.items()}
            reasons = dict(sorted(verdicts.reasons.items()))
            return Checked(composition, results, reasons, conflicts(kept, composition))
        verdicts.reasons |= new


def _without_facts(reading: Reading) -> Reading:
    return replace(reading, entities=(), mentions=(), statements=(), dropped=(), witnesses=())


def _invalid(composition: Composition, verdicts: _Verdicts, workers: int | None) -> dict[str, str]:
    known = verdicts.results
    changed = [
        part
        for part in composition.parts
        if part.document.key not in verdicts.reasons
        and known.get(part.document.key, (None, None))[0] != part
    ]
    found = _validated(changed, composition.base, workers)
    known |= {
        part.document.key: (part, result) for part, result in zip(changed, found, strict=True)
    }
    return {
        part.document.key: _sentence(result)
        for part, result in zip(changed, found, strict=True)
        if not result.accepted
    }


def _validated(parts: Sequence[Part], base: str, workers: int | None) -> list[ValidationResult]:
    if workers is None:
        workers = (cpu_count() or 1) if len(parts) >= _WORTH_PROCESSES else 1
    bases = [base] * len(parts)
    if workers == 1:
        return list(map(_validation, parts, bases))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_validation, parts, bases, chunksize=4))


def _validation(part: Part, base: str) -> ValidationResult:
    data = graph_of((*part.facts, *part.statements, *part.accounts))
    return validate(data, sources.shapes(base), sources.core(base))


def _sentence(result: ValidationResult) -> str:
    first, *others = result.violations
    more = f" (and {len(others)} more)" if others else ""
    return f"{first.message('en')} {first.focus}{more}"


def _inconsistent(parts: Sequence[Part], base: str) -> dict[str, str]:
    """The documents to set aside, with the reason; facts that fit together need no other look."""
    if _individuals(parts) > MOST_INDIVIDUALS and len(parts) > 1:
        middle = len(parts) // 2
        return _inconsistent(parts[:middle], base) | _inconsistent(parts[middle:], base)
    found = _consistency(parts, base)
    if found.consistent:
        return {}
    return {part.document.key: _contradiction(found) for part in _behind(found, parts)}


def _individuals(parts: Iterable[Part]) -> int:
    return len({s for part in parts for s, p, _ in part.facts if p == RDF.type})


def _consistency(parts: Iterable[Part], base: str) -> Consistency:
    core = sources.core(base)
    found = check_consistency(graph_of(t for part in parts for t in part.facts), core)
    alone = found if found.consistent else check_consistency(Graph(), core)
    if not alone.consistent or alone.unsatisfiable:
        raise ReleaseError(
            "The ontology contradicts itself.",
            name="ontology",
            value=" ".join(alone.unsatisfiable or alone.explanation),
            remedy="Correct ontology/core.ttl.",
        )
    return found


def _contradiction(found: Consistency) -> str:
    return f"It contradicts the ontology: {'; '.join(found.explanation)}"


def _behind(found: Consistency, parts: Sequence[Part]) -> Sequence[Part]:
    """The documents that state all that is contradictory; if none does, the last that states some.

    What the reasoner cannot explain is laid at the door of the last document.
    """
    proof = {tuple(map(URIRef, triple)) for triple in found.triples}
    shares = [(part, proof & set(part.facts)) for part in parts]
    whole = [part for part, share in shares if proof and share == proof]
    some = [part for part, share in shares if share or not proof]
    return whole or some[-1:]
