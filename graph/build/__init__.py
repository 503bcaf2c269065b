"""The whole way from texts to a release; the file to read first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from graph import release as releases
from graph import search
from graph.build import invariants, marking, reports, summary
from graph.build.checks import Checked, check
from graph.build.description import Described, describe, sizes
from graph.build.texts import readings, texts
from graph.build.writing import Contents, graph_digests, release_digest, write
from graph.coverage import Coverage
from graph.dataset import questions, sources
from graph.dataset.terms import Quad
from graph.errors import ReleaseError
from graph.marked import FOLDER
from graph.model import Reading
from graph.names import Iris
from graph.reason import rules
from graph.release import Release
from graph.settings import CORPUS, Settings
from graph.store import Store

__all__ = [
    "Build",
    "build",
    "build_readings",
    "check_texts",
    "readings",
    "reports",
    "summary",
    "texts",
]

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did.

    :ivar release: the release that is current now
    :ivar is_new: whether it was made now; False if there was one with its hash
    :ivar silent: the names of the texts in which no fact was found
    :ivar set_aside: the reason, by the name of each text whose facts were left out
    :ivar warnings: how many warnings the report has
    :ivar coverages: what the reading of each text drew from it and left
    """

    release: Release
    is_new: bool
    silent: tuple[str, ...]
    set_aside: Mapping[str, str]
    warnings: int
    coverages: tuple[Coverage, ...]


def build(
    paths: Iterable[Path],
    settings: Settings,
    *,
    strict: bool = False,
    workers: int | None = None,
    say: Say = lambda _: None,
) -> Build:
    """Read texts, and make what they say the current release.

    :param paths: texts and folders of texts; the four texts of the package if there is none
    :param strict: make no release if the facts of a text must be set aside
    :param workers: how many processes read and validate; None: as many as pays
    :param say: told each step as it begins
    :raises TextError: if a text is missing or cannot be read, or two have one name
    :raises ReleaseError: if an invariant does not hold, the disk takes no release, or `strict`
        forbids it; then the current release stays as it was
    """
    files = texts(tuple(paths) or (CORPUS,))
    say(f"Reading {len(files)} texts")
    return build_readings(
        readings(files, workers), settings, strict=strict, workers=workers, say=say
    )


def build_readings(
    found: Iterable[Reading],
    settings: Settings,
    *,
    strict: bool = False,
    workers: int | None = None,
    say: Say = lambda _: None,
) -> Build:
    """Make what readings say the current release; see `build`."""
    ordered = sorted(found, key=lambda reading: reading.document.name)
    checked = check(ordered, settings.base, workers=workers, say=say)
    names = {part.document.key: part.document.name for part in checked.composition.parts}
    set_aside = {names[key]: reason for key, reason in checked.set_aside.items()}
    if strict and set_aside:
        raise _refused(set_aside)
    say("Inferring what follows")
    contents = assemble(checked, settings.base)
    invariants.hold(contents.store, checked.composition)
    release, is_new = _release(contents, settings.data, say)
    return Build(
        release,
        is_new,
        tuple(r.document.name for r in ordered if not r.statements),
        set_aside,
        checked.warnings,
        tuple(part.coverage for part in checked.composition.parts),
    )


def check_texts(paths: Iterable[Path], settings: Settings, *, say: Say = lambda _: None) -> Checked:
    """Read texts and check what they say, as `build` does, and make no release.

    :raises TextError: as `build` does
    """
    files = texts(paths)
    say(f"Reading {len(files)} texts")
    return check(readings(files), settings.base, say=say)


def assemble(checked: Checked, base: str) -> Contents:
    """All graphs of a release, in memory, with its hash."""
    iris = Iris(base)
    store = Store.empty(dict(sources.prefixes(base)))
    for quads in (checked.composition.quads(), _terms(iris), reports.as_quads(checked)):
        store.load(quads)
    report, inferred = iris.graph("report"), iris.graph("inferred")
    store.merge(leave_out=[report])
    entailment = rules(sources.core(base), base)
    store.infer((rule.construct for rule in entailment), inferred)
    digests = graph_digests(store, leave_out=[])
    digest = release_digest(digests)
    documents = tuple(part.document for part in checked.composition.parts)
    told = Described(iris, digest, documents)
    store.load(tuple(describe(told, store, entailment)))
    store.merge(leave_out=[report])
    store.load(tuple(sizes(told, store)))
    store.merge(leave_out=[report])
    return Contents(digest, digests, store, checked)


def _release(contents: Contents, data: Path, say: Say) -> tuple[Release, bool]:
    with releases.building(data, lambda: say("Waiting for another build to end")):
        say("Writing the release")
        found = releases.find(data, contents.digest)
        release = found or releases.publish(
            data, contents.digest, lambda folder: write(contents, folder)
        )
        _complete(release, contents.checked)
        releases.make_current(data, release)
    return release, found is None


def _complete(release: Release, checked: Checked) -> None:
    """Give a release that an earlier version made the index and the texts that this one reads."""
    path = release.folder / search.FILE
    if not search.has_index(path):
        search.write_index(release.store(), path, release.base)
    if not (release.folder / FOLDER).is_dir():
        with releases.told(release.folder):
            marking.write(checked, release.folder)


def _terms(iris: Iris) -> Iterator[Quad]:
    for name, graph in (
        ("ontology", sources.published(iris.base)),
        ("questions", questions.as_triples(iris)),
        ("vocabularies", sources.vocabularies(iris.base)),
    ):
        for triple in graph:
            yield *triple, URIRef(iris.graph(name))


def _refused(set_aside: Mapping[str, str]) -> ReleaseError:
    name, reason = next(iter(set_aside.items()))
    more = f" (and {len(set_aside) - 1} more texts)" if len(set_aside) > 1 else ""
    return ReleaseError(
        f"{name}: its facts cannot be released{more}. {reason}",
        name="text",
        value=name,
        remedy="Without --strict the other texts are released.",
    )
