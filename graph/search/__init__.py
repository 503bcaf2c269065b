"""A full-text index of names and passages: written once for a release, and read to find things."""

from graph.search.candidates import SAME, Candidate, alike, candidates, of_types
from graph.search.excerpts import MOST, Excerpt, excerpt
from graph.search.listing import OTHER, Entry, count, entries, foremost, types_under
from graph.search.read import KINDS, MOST_CHARACTERS, MOST_LINES, Index, Reader
from graph.search.show import as_json, as_table
from graph.search.values import Facets, Found, Hit, Line, Term, Thing
from graph.search.words import asked
from graph.search.write import FILE, has_index, write_index

__all__ = [
    "FILE",
    "KINDS",
    "MOST",
    "MOST_CHARACTERS",
    "MOST_LINES",
    "OTHER",
    "SAME",
    "Candidate",
    "Entry",
    "Excerpt",
    "Facets",
    "Found",
    "Hit",
    "Index",
    "Line",
    "Reader",
    "Term",
    "Thing",
    "alike",
    "as_json",
    "as_table",
    "asked",
    "candidates",
    "count",
    "entries",
    "excerpt",
    "foremost",
    "has_index",
    "of_types",
    "types_under",
    "write_index",
]
