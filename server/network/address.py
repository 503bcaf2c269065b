"""The address of a view of the network: its filters, those of `/export`, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from graph.errors import OptionError
from graph.export import Asked, read_asked

PATH = "/network"

# The filters that the page knows, in the order in which addresses have them.
FILTERS = (
    "entity", "depth", "class", "relation", "document", "mode", "from", "to", "without", "construct",
)  # fmt: skip

# Those that several values of a form are one value of, with commas between.
_SEVERAL = ("entity", "class", "relation", "document", "mode", "without")

LAYOUTS = ("force", "rings", "kinds", "timeline")
VIEWS = ("drawing", "table")
SORTS = ("subject", "relation", "object", "time", "mode", "document")

# What the page shows and the network itself does not depend on; the first is what is not said.
_CHOICES = {
    "layout": LAYOUTS,
    "view": VIEWS,
    "sort": (*SORTS, *(f"-{name}" for name in SORTS)),
    "part": ("", "drawing", "panel"),
}

MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Address:
    """A view of the network.

    :ivar filters: the options of `/export` that say which network, by their names
    :ivar layout: one of LAYOUTS
    :ivar view: one of VIEWS
    :ivar sort: one of SORTS, with `-` before it from the last to the first
    :ivar page: of the table, counted from 1
    :ivar chosen: the keys of a thing, or of the two ends of a link
    :ivar part: what of the page is asked for; empty: all of it
    """

    filters: Mapping[str, str]
    layout: str = "force"
    view: str = "drawing"
    sort: str = "subject"
    page: int = 1
    chosen: tuple[str, ...] = ()
    part: str = ""

    def asked(self, language: str) -> Asked:
        """The network as `/export` takes it.

        :raises OptionError: if a filter has a value that does not fit it
        """
        return read_asked({**self.filters, "language": language})

    def filtered(self, **changes: str) -> "Address":
        """The same with other filters, from the beginning: an empty value takes a filter away."""
        changed = {**self.filters, **{name.rstrip("_"): to for name, to in changes.items()}}
        if not changed.get("entity"):
            changed.pop("depth", None)
        return replace(self, filters=_ordered(changed), page=1, chosen=(), part="")

    def shown(self, **changes: object) -> "Address":
        """The same network, shown otherwise."""
        return replace(self, part="", **changes)  # type: ignore[arg-type]

    @property
    def path(self) -> str:
        """The path and the query of this view."""
        chosen = ",".join(self.chosen)
        shown = {"layout": self.layout, "view": self.view, "sort": self.sort, "chosen": chosen}
        usual = {"layout": LAYOUTS[0], "view": VIEWS[0], "sort": SORTS[0], "chosen": ""}
        told = {name: value for name, value in shown.items() if value != usual[name]}
        if self.page > 1:
            told["page"] = str(self.page)
        return _address(PATH, {**self.filters, **told})

    def export(self, format_name: str, language: str) -> str:
        """Where the network of this view is found in a format of networks."""
        return _address("/export", {"format": format_name, **self.filters, "language": language})


def read_address(given: "MultiDict[str, str]") -> Address:
    """The view that parameters ask for; `lang` is for the page and not read.

    :raises OptionError: if there is no such parameter, or a value does not fit it
    """
    values = {name: _joined(name, given.getlist(name)) for name in given if name != "lang"}
    shown = {name: values.pop(name, "").strip() for name in ("page", "chosen", *_CHOICES)}
    for name, choices in _CHOICES.items():
        if shown[name] and shown[name] not in choices:
            told = ", ".join(filter(None, choices))
            raise _wrong(name, shown[name], f"Choose one of: {told}.")
    for name, value in values.items():
        if name not in FILTERS:
            raise _wrong(name, value, f"There are: {', '.join((*FILTERS, *shown))}.")
    if not values.get("entity", "").strip():
        values.pop("depth", None)  # A form sends it whether there is a thing or not.
    return Address(
        filters=_ordered(values),
        layout=shown["layout"] or LAYOUTS[0],
        view=shown["view"] or VIEWS[0],
        sort=shown["sort"] or SORTS[0],
        page=_page(shown["page"]),
        chosen=_chosen(shown["chosen"]),
        part=shown["part"],
    )


def _joined(name: str, values: list[str]) -> str:
    if len(values) > 1 and name not in _SEVERAL:
        raise _wrong(name, ", ".join(values)[:200], "Send it once.")
    return ",".join(value.strip() for value in values if value.strip())


def _ordered(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name].strip() for name in FILTERS if values.get(name, "").strip()}


def _page(value: str) -> int:
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else 0
    if value and not 1 <= number <= MOST_PAGES:
        raise _wrong("page", value, f"Give a whole number from 1 to {MOST_PAGES}.")
    return number or 1


def _chosen(value: str) -> tuple[str, ...]:
    keys = tuple(key for key in value.split(",") if key)
    if len(keys) > 2:
        raise _wrong("chosen", value, "Name one thing, or the two ends of a link.")
    return keys


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values, safe='/,')}" if values else path


def _wrong(name: str, value: str, remedy: str) -> OptionError:
    return OptionError(
        f"The page of the network cannot take '{value}' as '{name}'.",
        name=name,
        value=value,
        remedy=remedy,
    )
