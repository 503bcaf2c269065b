"""The competency questions as data: an editor of SPARQL can load them from the endpoint.

Written as SHACL has executable queries (https://www.w3.org/TR/shacl/#sparql-constraints), in the
way that the SIB Swiss Institute of Bioinformatics publishes its examples
(https://github.com/sib-swiss/sparql-examples), so that its editor finds them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import RDF, RDFS, SDO, SH, Literal, URIRef

import ontology
from graph.dataset.sources import DEFAULT_BASE
from graph.dataset.terms import Triple
from graph.names import Iris
from graph.typography import typeset

# What questions are about, in the order in which pages show them.
THEMES = ("membership", "people", "meetings", "instruments", "evidence")

# Where a query says in which language it would have names.
_NAMES_IN = re.compile(r'(LANG\(\?\w+\) = )"fr"')


@dataclass(frozen=True, slots=True)
class Question:
    """A competency question.

    :ivar name: of its file, without the ending
    :ivar words: the question by language
    :ivar theme: one of THEMES
    :ivar query: the SELECT query that answers it, with its prefixes and without comments; it gives
        names in French where they have one
    """

    name: str
    words: Mapping[str, str]
    theme: str
    query: str

    def query_in(self, language: str) -> str:
        """The query that gives names in a language where they have one, else in another.

        :param language: `en` or `fr`
        """
        return _NAMES_IN.sub(rf'\1"{language}"', self.query)


@cache
def questions(base: str) -> tuple[Question, ...]:
    """The questions of `ontology/questions/`, in the order of their numbers.

    :param base: of every IRI in the queries
    """
    return tuple(_question(path, base) for path in sorted(ontology.path("questions").glob("*.rq")))


def as_triples(iris: Iris) -> Iterator[Triple]:
    """The questions as a graph says them."""
    for question in questions(iris.base):
        node = URIRef(iris.question(question.name))
        yield node, RDF.type, SH.SPARQLExecutable
        yield node, RDF.type, SH.SPARQLSelectExecutable
        for language, words in question.words.items():
            yield node, RDFS.label, Literal(words, lang=language)
            yield node, RDFS.comment, Literal(words, lang=language)
        yield node, SH.prefixes, URIRef(iris.ontology)
        yield node, SH.select, Literal(question.query)
        yield node, SDO.target, URIRef(f"{iris.base}sparql")


def _question(path: Path, base: str) -> Question:
    text = path.read_text(encoding="utf-8").replace(DEFAULT_BASE, base)
    french, english, theme, query = text.split("\n", 3)
    words = {
        "en": english.removeprefix("# en: "),
        "fr": typeset(french.removeprefix("# fr: "), "fr"),
    }
    return Question(path.stem, words, theme.removeprefix("# theme: "), query)
