"""The store of a release: it answers queries, and nothing else knows its engine."""

from graph.store.answer import Given, Kind, Limits, Question
from graph.store.engine import Store
from graph.store.formats import FORMATS, Format, by_media_type, by_name
from graph.store.scan import QueryForm, query_form

__all__ = [
    "FORMATS",
    "Format",
    "Given",
    "Kind",
    "Limits",
    "QueryForm",
    "Question",
    "Store",
    "by_media_type",
    "by_name",
    "query_form",
]
