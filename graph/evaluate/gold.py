"""Annotated texts: the facts that people found in them, and those that nobody may find."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import SommetError

_TRAPS = ".traps.json"
_INDEX = "index.json"
# Personal contact details are no facts here; an annotation of one is passed over.
_NEVER = "contactOf"


class GoldError(SommetError):
    """Annotations cannot be read."""

    code = "gold"


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A thing that a text speaks of.

    :ivar type: as annotations call it, `country`; see the column `annotation` of `types.csv`
    :ivar names: its canonical name, then every form in which the text names it
    """

    type: str
    names: tuple[str, ...]
    explicit: bool = True


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A fact that a text states.

    :ivar subject: an entity's canonical name; of `statedBy` the words that were said
    :ivar object: an entity's canonical name, or a value if `literal`
    :ivar explicit: False if it needs an inference: right when found, no miss when not
    :ivar quote: the words that state it
    :ivar speech: whether the subject is words spoken, of which a fact need not have all
    """

    subject: str
    relation: str
    object: str
    literal: bool = False
    time: str | None = None
    explicit: bool = True
    quote: str = ""
    speech: bool = False


@dataclass(frozen=True, slots=True)
class Trap:
    """A fact that a hasty reader would find and that is wrong."""

    fact: GoldFact
    why: str


@dataclass(frozen=True, slots=True)
class Gold:
    """What people annotated in one text.

    :ivar name: of the annotations' file, without its ending
    :ivar text: the name of the text's file
    """

    name: str
    text: str
    entities: tuple[GoldEntity, ...]
    facts: tuple[GoldFact, ...]
    traps: tuple[Trap, ...]


def read_gold(folder: Path) -> tuple[Gold, ...]:
    """The annotations in a folder, in the order of their names.

    :raises GoldError: if there are none, or a file is not as `server/docs/annotating.md` says
    """
    names = _index(folder)
    files = sorted(f for f in folder.glob("*.json") if f.name != _INDEX)
    found = tuple(
        _gold(file, names.get(file.stem, f"{file.stem}.txt"))
        for file in files
        if not file.name.endswith(_TRAPS)
    )
    if not found:
        raise GoldError(
            f"{folder}: there is no annotation.",
            name="gold",
            value=str(folder),
            remedy="A folder of annotations holds files NAME.json.",
        )
    return found


def _index(folder: Path) -> Mapping[str, str]:
    if not (folder / _INDEX).is_file():
        return {}
    names = _json(folder / _INDEX)
    if not isinstance(names, dict):
        raise _wrong(folder / _INDEX, "it is not an object of names and texts")
    return {str(name): str(text) for name, text in names.items()}


def _gold(file: Path, text: str) -> Gold:
    entities: list[GoldEntity] = []
    facts: list[GoldFact] = []
    for number, row in enumerate(_rows(file), start=1):
        try:
            if row["kind"] == "entity":
                entities.append(_entity(row))
            elif row["relation"] != _NEVER:
                facts.append(_fact(row))
        except (KeyError, TypeError) as error:
            raise _wrong(file, f"entry {number} lacks {error}") from error
    names = {entity.names[0] for entity in entities}
    traps = tuple(_traps(file.with_name(file.stem + _TRAPS), names))
    return Gold(file.stem, text, tuple(entities), tuple(facts), traps)


def _entity(row: Mapping[str, Any]) -> GoldEntity:
    names = dict.fromkeys(name for name in (row["canonical"], *row.get("mentions", ())) if name)
    return GoldEntity(row["type"], tuple(names), row.get("explicit", True))


def _fact(row: Mapping[str, Any]) -> GoldFact:
    return GoldFact(
        row["subject"],
        row["relation"],
        row["object"],
        row.get("literal", False),
        row.get("time"),
        row.get("explicit", True),
        row.get("quote", ""),
        row["kind"] == "statement",
    )


def _traps(file: Path, names: set[str]) -> Iterator[Trap]:
    """The traps of a text; their object is a literal if no entity bears its name."""
    for number, row in enumerate(_rows(file) if file.exists() else (), start=1):
        try:
            wrong = row["wrong"]
            subject, relation, object_ = (
                str(wrong.get(end, "")) for end in ("subject", "relation", "object")
            )
            fact = GoldFact(subject, relation, object_, object_ not in names)
            yield Trap(fact, str(row.get("why", "")))
        except (KeyError, AttributeError) as error:
            raise _wrong(file, f"entry {number} has no fact that is wrong") from error


def _rows(file: Path) -> list[Mapping[str, Any]]:
    rows = _json(file)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _wrong(file, "it is not a list of objects")
    return rows


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(file, str(error)) from error


def _wrong(file: Path, why: str) -> GoldError:
    return GoldError(
        f"{file.name} cannot be read: {why}.",
        name="gold",
        value=str(file),
        remedy="The documentation says how to annotate.",
    )
