"""The store of a release: it answers queries, and nothing else knows its engine."""

from graph.store.answer import Limits
from graph.store.engine import Store
from graph.store.formats import FORMATS, Format, by_media_type, by_name
from graph.store.scan import QueryForm, query_form

__all__ = [
    "FORMATS",
    "Format",
    "Limits",
    "QueryForm",
    "Store",
    "by_media_type",
    "by_name",
    "query_form",
]
