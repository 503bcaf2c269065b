"""Which network is asked for, and how it is written: the options by their names, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph import times
from graph.errors import OptionError, SommetError
from graph.names import slug
from graph.store.formats import Format

NETWORK_FORMATS = (
    # https://gexf.net/schema.html
    Format("gexf", "application/gexf+xml", "gexf", "network"),
    # http://graphml.graphdrawing.org/specification.html
    Format("graphml", "application/graphml+xml", "graphml", "network"),
    # https://js.cytoscape.org/#notation/elements-json
    Format("cytoscape", "application/json", "cyjs", "network"),
    # https://graphviz.org/doc/info/lang.html
    Format("dot", "text/vnd.graphviz", "dot", "network"),
)

# In the order in which Gephi took them up.
GEXF_VERSIONS = ("1.2draft", "1.3")

MOST_DEPTH = 100

# Things, classes, relations or documents that one option names: each is looked up.
MOST_NAMED = 100

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_NOT_WITH_A_QUERY = (
    "entity", "class", "relation", "document", "mode", "from", "to", "without", "stated",
)  # fmt: skip

# How a fact is known: as a statement says it, or because it follows from others.
MODES = ("asserted", "planned", "reported", "inferred")


def mode_of(mode: str, origin: str) -> str:
    """How a fact is known: one of MODES, or `constructed`.

    What a statement says without a mode, or with one of another vocabulary, as in a dump that is not
    of ours, is taken as said.

    >>> mode_of("planned", "stated"), mode_of("", "stated"), mode_of("", "inferred")
    ('planned', 'asserted', 'inferred')

    :param mode: of the statement; empty: none is told
    :param origin: `stated`, `inferred` or `constructed`
    """
    if mode in MODES:
        return mode
    return "asserted" if origin == "stated" else origin


class Merge(StrEnum):
    """Which facts become one edge: none, those that say the same, or all between two things."""

    NONE = "none"
    RELATION = "relation"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Asked:
    """A network that is asked for; what is empty does not restrict it.

    :ivar entity: an IRI or its end, such as `agent/fra`; or several, with commas between
    :ivar depth: how many steps from the entity it goes
    :ivar class_: names or IRIs of classes; facts about their things
    :ivar relation: names or IRIs of relations
    :ivar document: IRIs of documents or their ends; facts that they state
    :ivar mode: some of MODES
    :ivar begin: the first day of a period, as `YYYY-MM-DD`
    :ivar end: its last day
    :ivar without: things that are left out, named as `entity` is
    :ivar construct: a SPARQL query that gives triples
    :ivar stated: whether to leave out what is only inferred
    """

    format: Format
    entity: str = ""
    depth: int = 1
    class_: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    begin: str = ""
    end: str = ""
    without: str = ""
    construct: str = ""
    stated: bool = False
    merge: Merge = Merge.NONE
    language: str = "en"
    gexf_version: str = "1.3"

    @property
    def file_name(self) -> str:
        """A name for the file, without its extension, of ASCII letters, digits and `-`."""
        said = (
            *(entity.rpartition("/")[2] for entity in several(self.entity)),
            f"depth-{self.depth}" if self.entity else "",
            *(class_.rpartition("#")[2] for class_ in self.class_),
            *(relation.rpartition("#")[2] for relation in self.relation),
            *(document.rpartition("/")[2] for document in self.document),
            *self.mode,
            f"from-{self.begin}" if self.begin else "",
            f"to-{self.end}" if self.end else "",
            "construct" if self.construct else "",
        )
        words = re.sub(r"[^a-z0-9]+", "-", "-".join(slug(one) for one in said if one))
        return f"sommet-{words[:100].strip('-') or 'network'}"


# The options by their names, on the command line after `--`, and of the address.
OPTIONS = (
    "format", "entity", "depth", "class", "relation", "document", "mode", "from", "to", "without",
    "construct", "stated", "merge", "language", "gexf-version",
)  # fmt: skip


def read_asked(values: Mapping[str, str]) -> Asked:
    """The network that options ask for.

    :param values: what is given, by the names of OPTIONS; what is empty counts as not given
    :raises OptionError: if a value does not fit its option, or two options do not go together
    """
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    _check_names(given)
    _check_together(given)
    _check_lists(given)
    begin, end = _day("from", given), _day("to", given)
    if begin and end and begin > end:
        raise _wrong("to", given["to"], "The period ends before it begins.", "Exchange the two.")
    return Asked(
        format=_format(given.get("format", "gexf")),
        entity=given.get("entity", ""),
        depth=_depth(given.get("depth", "1")),
        class_=several(given.get("class", "")),
        relation=several(given.get("relation", "")),
        document=several(given.get("document", "")),
        mode=_modes(given.get("mode", "")),
        begin=begin,
        end=end,
        without=given.get("without", ""),
        construct=given.get("construct", ""),
        stated=_choice("stated", given.get("stated", "false"), ("true", "false")) == "true",
        merge=Merge(_choice("merge", given.get("merge", "none"), tuple(Merge))),
        language=_language(given.get("language", "en")),
        gexf_version=_choice("gexf-version", given.get("gexf-version", "1.3"), GEXF_VERSIONS),
    )


def several(value: str) -> tuple[str, ...]:
    """What stands between the commas of a value, each once.

    >>> several("memberOf, hosts,memberOf")
    ('memberOf', 'hosts')
    """
    return tuple(dict.fromkeys(one.strip() for one in value.split(",") if one.strip()))


def _check_names(given: Mapping[str, str]) -> None:
    for name in given:
        if name not in OPTIONS:
            known = ", ".join(OPTIONS)
            raise _wrong(name, given[name], f"There is no option '{name}'.", f"There are: {known}.")


def _check_together(given: Mapping[str, str]) -> None:
    if "depth" in given and "entity" not in given:
        raise _wrong(
            "depth", given["depth"], "A depth is counted from an entity.", "Name the entity."
        )
    if "gexf-version" in given and given.get("format", "gexf") != "gexf":
        raise _wrong(
            "gexf-version", given["gexf-version"], "Only GEXF has this version.", "Leave it out."
        )
    both = [name for name in _NOT_WITH_A_QUERY if name in given]
    if "construct" in given and both:
        raise _wrong(
            both[0],
            given[both[0]],
            f"The query says what the network holds, so '{both[0]}' cannot say it too.",
            "Give either of the two.",
        )


def _check_lists(given: Mapping[str, str]) -> None:
    for name in ("entity", "class", "relation", "document", "without"):
        if (number := len(several(given.get(name, "")))) > MOST_NAMED:
            raise _wrong(
                name,
                given[name][:200],
                f"'{name}' has {number} names.",
                f"Give {MOST_NAMED} at most, or say with 'construct' what the network holds.",
            )


def _format(name: str) -> Format:
    for format_ in NETWORK_FORMATS:
        if format_.name == name:
            return format_
    names = ", ".join(format_.name for format_ in NETWORK_FORMATS)
    raise _wrong("format", name, f"No network is written in '{name}'.", f"Choose one of: {names}.")


def _depth(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= 3 and int(value) <= MOST_DEPTH):
        raise _wrong(
            "depth",
            value,
            f"'{value}' is no depth.",
            f"Give a whole number from 0 to {MOST_DEPTH}.",
        )
    return int(value)


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise _wrong(
            name,
            value,
            f"'{value}' does not fit '{name}'.",
            f"Choose one of: {', '.join(choices)}.",
        )
    return value


def _modes(value: str) -> tuple[str, ...]:
    return tuple(_choice("mode", mode, MODES) for mode in several(value))


def _language(value: str) -> str:
    """A language tag (https://www.rfc-editor.org/rfc/rfc5646), in small letters."""
    if not _LANGUAGE.fullmatch(value):
        raise _wrong("language", value, f"'{value}' is no language tag.", "Give one such as fr.")
    return value.lower()


def _day(name: str, given: Mapping[str, str]) -> str:
    """The first day of `from`, or the last of `to`, as `YYYY-MM-DD`."""
    value = given.get(name, "")
    if not value:
        return ""
    try:
        days = times.bounds(value)
    except SommetError as error:
        raise _no_date(name, value) from error
    day: date | None = days[0 if name == "from" else 1]
    if day is None:
        raise _no_date(name, value)
    return day.isoformat()


def _no_date(name: str, value: str) -> OptionError:
    return _wrong(
        name,
        value,
        f"'{value}' is no date.",
        "Write a year, a month or a day: 2020, 2020-06, 2020-06-15.",
    )


def _wrong(name: str, value: str, message: str, remedy: str) -> OptionError:
    return OptionError(message, name=name, value=value, remedy=remedy)
