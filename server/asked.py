"""What a request about names and words asks for: of which index, which page, which class."""

from flask import g, request

from graph.errors import IndexMissingError
from graph.names import Iris
from graph.search import FILE, Index
from server.errors import MalformedRequestError
from server.releases import Served


def index_of(served: Served) -> Index:
    """The search index of a release.

    :raises IndexMissingError: if it has none, as a dump
    """
    if served.folder is None:
        raise IndexMissingError(served.hash)
    return Index(served.folder / FILE)


def whole_number(name: str, default: int, most: int, *, least: int = 1) -> int:
    """A parameter that is a whole number.

    :raises MalformedRequestError: if it is another
    """
    value = request.args.get(name) or str(default)
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1
    if not least <= number <= most:
        raise MalformedRequestError(
            f"The parameter '{name}' is a whole number from {least} to {most}.",
            name=name,
            value=value,
            remedy=f"Leave it out for {default}.",
        )
    return number


def term_of(name: str) -> str:
    """The IRI of a term of the ontology, given by its local name or by its IRI."""
    return name if ":" in name else Iris(g.served.base).term(name)


def local_name(iri: str) -> str:
    """The name by which a term is given: local, if it is of our ontology, else its IRI."""
    return iri.removeprefix(Iris(g.served.base).term(""))
