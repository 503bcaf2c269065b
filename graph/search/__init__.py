"""A full-text index of names and passages: written once for a release, and read to find things."""

from graph.search.candidates import SAME, Candidate, candidates, of_types
from graph.search.excerpts import Excerpt, excerpt
from graph.search.read import KINDS, MOST_CHARACTERS, MOST_LINES, Index, Reader
from graph.search.show import as_json, as_table
from graph.search.values import Found, Hit, Line, Term, Thing
from graph.search.words import asked
from graph.search.write import FILE, has_index, write_index

__all__ = [
    "FILE",
    "KINDS",
    "MOST_CHARACTERS",
    "MOST_LINES",
    "SAME",
    "Candidate",
    "Excerpt",
    "Found",
    "Hit",
    "Index",
    "Line",
    "Reader",
    "Term",
    "Thing",
    "as_json",
    "as_table",
    "asked",
    "candidates",
    "excerpt",
    "has_index",
    "of_types",
    "write_index",
]
