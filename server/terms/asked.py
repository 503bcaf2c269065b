"""In which competency questions a term stands."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from graph.dataset import sources
from graph.dataset.questions import Question, questions

_IRI = re.compile(r"<([^<>\s]+)>|\b(\w+):([\w-]+)")
_PREFIX = re.compile(r"^PREFIX .*$", re.MULTILINE)


@cache
def questions_of(base: str) -> Mapping[str, tuple[Question, ...]]:
    """The questions whose queries name a term or a concept, by its IRI.

    :param base: of the IRIs
    """
    found: dict[str, dict[str, Question]] = {}
    for question in questions(base):
        for iri in _named(question.query, base):
            found.setdefault(iri, {})[question.name] = question
    return {iri: tuple(asked.values()) for iri, asked in found.items()}


def _named(query: str, base: str) -> Iterator[str]:
    for iri, prefix, name in _IRI.findall(_PREFIX.sub("", query)):
        yield iri or sources.prefixes(base).get(prefix, "") + name
