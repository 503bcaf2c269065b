"""A full-text index of names and passages: written once for a release, and read to find things."""

from graph.search.candidates import Candidate, candidates, certain
from graph.search.read import KINDS, MOST_CHARACTERS, MOST_LINES, Index, Reader
from graph.search.values import Found, Hit, Line, Term, Thing
from graph.search.words import Span, asked, marks
from graph.search.write import FILE, has_index, write_index

__all__ = [
    "FILE",
    "KINDS",
    "MOST_CHARACTERS",
    "MOST_LINES",
    "Candidate",
    "Found",
    "Hit",
    "Index",
    "Line",
    "Reader",
    "Span",
    "Term",
    "Thing",
    "asked",
    "candidates",
    "certain",
    "has_index",
    "marks",
    "write_index",
]
