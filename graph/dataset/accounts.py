"""What one document adds to the graph of coverage: what its reading drew from it and what it left."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from rdflib import PROV, RDF, RDFS, XSD, Literal, URIRef

from graph.coverage import Coverage
from graph.dataset.evidence import digest, passage, passage_iri
from graph.dataset.terms import LANGUAGES, Terms, Triple
from graph.model import Document, Statement

_TITLES = {"en": "Coverage of {name}", "fr": "Couverture de {name}"}


def accounts(
    document: Document, found: Coverage, replaced: Mapping[str, str], terms: Terms
) -> Iterator[Triple]:
    """The triples of a document's coverage, some more than once.

    :param replaced: the key that stays, by each key that does not
    """
    node = URIRef(terms.iris.coverage(document.key))
    yield node, RDF.type, terms.own("Coverage")
    yield node, terms.own("coverageOf"), URIRef(terms.iris.document(document.key))
    for language in LANGUAGES:
        yield node, RDFS.label, Literal(_TITLES[language].format(name=found.name), lang=language)
    for name, figure in figures(found).items():
        yield node, terms.own(name), _number(figure)
    for span in found.silent:
        yield node, terms.own("silentSentence"), passage_iri(span, document, terms)
    for mention in found.unlinked:
        words = passage_iri(mention.span, document, terms)
        yield node, terms.own("unlinkedMention"), words
        thing = replaced.get(mention.entity, mention.entity)
        yield words, terms.own("mentions"), terms.entity(thing)
    for rule, times in found.rules:
        yield from _rule_use(node, rule, times, terms)
    for statement, reason in found.dropped:
        yield from _dropped(node, statement, reason, document, terms)
    for span in {*found.silent, *(m.span for m in found.unlinked)}:
        yield from passage(span, document, document.masked, terms)


def figures(found: Coverage) -> dict[str, int]:
    """The figures of a coverage, by the names of their properties."""
    return {
        "sentenceCount": found.sentences,
        "silentSentenceCount": len(found.silent),
        "mentionCount": found.mentions,
        "unlinkedMentionCount": len(found.unlinked),
        "statementCount": found.statements,
        "droppedStatementCount": len(found.dropped),
    }


def _rule_use(node: URIRef, rule: str, times: int, terms: Terms) -> Iterator[Triple]:
    iri = URIRef(terms.iris.rule(rule))
    use = URIRef(f"{node}/rule/{iri.rpartition('/')[2]}")
    yield node, terms.own("ruleUse"), use
    yield use, RDF.type, terms.own("RuleUse")
    yield use, terms.own("madeByRule"), iri
    yield use, terms.own("statementCount"), _number(times)
    yield from _rule(iri, rule)


def _rule(iri: URIRef, name: str) -> Iterator[Triple]:
    yield iri, RDF.type, PROV.Plan
    yield iri, RDFS.label, Literal(name)


def _dropped(
    node: URIRef, statement: Statement, reason: str, document: Document, terms: Terms
) -> Iterator[Triple]:
    said = f"{digest(document, statement)}\x1f{statement.rule}\x1f{reason}"
    dropped = URIRef(f"{node}/dropped/{sha256(said.encode()).hexdigest()[:20]}")
    rule = URIRef(terms.iris.rule(statement.rule))
    yield node, terms.own("droppedStatement"), dropped
    yield dropped, RDF.type, terms.own("DroppedStatement")
    yield dropped, terms.own("predicate"), terms.own(statement.relation)
    yield dropped, terms.own("reason"), Literal(reason)
    yield dropped, terms.own("madeByRule"), rule
    yield from _rule(rule, statement.rule)
    for span in statement.evidence:
        yield dropped, terms.own("evidence"), passage_iri(span, document, terms)
        yield from passage(span, document, document.masked, terms)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)
