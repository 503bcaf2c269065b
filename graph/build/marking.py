"""The texts of a release, each with all that was found in it: written for the pages."""

import shutil
from pathlib import Path

from graph.build.checks import Checked
from graph.dataset import Part, digest
from graph.marked import FOLDER, Dropped, Marked, Told, as_json, file_of
from graph.model import Mark, Span
from graph.names import Iris
from graph.segment import segment

_NEW = ".texts"


def write(checked: Checked, release: Path) -> None:
    """Write the texts into the folder of a release: at once, or not at all.

    What is written depends on the texts alone, not on their order or the number of processes.

    :raises OSError: if the disk does not take it
    """
    iris = Iris(checked.composition.base)
    files: dict[Path, dict[str, Marked]] = {}
    new = release / _NEW
    shutil.rmtree(new, ignore_errors=True)
    (new / FOLDER).mkdir(parents=True)
    for part in checked.composition.parts:
        document = part.document
        reason = checked.set_aside.get(document.key, "")
        of_text = files.setdefault(file_of(new, document.sha256), {})
        of_text[iris.document(document.key)] = marked(part, iris, reason)
    for file, texts in files.items():
        file.write_text(as_json(texts), encoding="utf-8")
    (new / FOLDER).rename(release / FOLDER)
    new.rmdir()


def marked(part: Part, iris: Iris, set_aside: str = "") -> Marked:
    """The text of a document with all that was found in it.

    :param set_aside: why its facts are left out, if they are
    """
    document, covered = part.document, part.coverage
    cut = segment(document.masked, html=document.is_html)
    return Marked(
        document.name,
        document.sha256,
        document.masked,
        document.is_html,
        cut.blocks,
        cut.residue,
        tuple(sorted(covered.telling)),
        tuple(sorted(covered.silent)),
        tuple(
            Mark(mark.span, iris.entity(mark.entity), mark.type)
            for mark in sorted(part.marks, key=lambda m: (m.span.start, -m.span.end, m.entity))
        ),
        len(covered.unlinked),
        _told(part),
        tuple(Dropped(s.relation, why, tuple(sorted(s.evidence))) for s, why in covered.dropped),
        set_aside,
    )


def _told(part: Part) -> tuple[Told, ...]:
    """Statements that say the same are one, which has the words of all."""
    words: dict[str, tuple[set[Span], set[Span]]] = {}
    for statement in part.said:
        evidence, passages = words.setdefault(digest(part.document, statement), (set(), set()))
        evidence.update(statement.evidence)
        passages.update(statement.passages)
    found = (
        Told(name, tuple(sorted(evidence)), tuple(sorted(passages)))
        for name, (evidence, passages) in words.items()
    )
    return tuple(sorted(found, key=lambda told: (told.evidence, told.digest)))
