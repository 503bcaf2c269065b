"""What one document adds to the graph of statements: its text, its statements, their passages."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, URIRef

from graph.dataset.facts import ends, situation
from graph.dataset.terms import RFC_5147, Terms, Triple, oa
from graph.model import Document, Reading, Span, Statement
from graph.model import Literal as Value

CONTEXT = 32


def statements(reading: Reading, replaced: Mapping[str, str], terms: Terms) -> Iterator[Triple]:
    """The triples of a document's text, statements and passages, some more than once."""
    document = reading.document
    yield from _text(document, terms)
    yield from _metadata(document, terms)
    by_digest: dict[str, list[Statement]] = {}
    for statement in reading.statements:
        by_digest.setdefault(digest(document, statement), []).append(statement)
    for name, same in by_digest.items():
        node = URIRef(terms.iris.statement(name))
        first = min(same, key=lambda s: (s.evidence, s.rule))
        yield from _statement(node, first, document, replaced, terms)
        for statement in same:
            yield from _words(node, statement, document, terms)
    spans = {s for one in reading.statements for s in (*one.evidence, *one.passages)}
    masked = document.masked
    for span in spans:
        yield from passage(span, document, masked, terms)


def digest(document: Document, statement: Statement) -> str:
    """20 hex digits of what a statement says, by the keys of its own document."""
    parts = (
        document.key,
        statement.subject,
        statement.relation,
        statement.object.value if isinstance(statement.object, Value) else statement.object,
        statement.time or "",
        statement.mode,
        statement.asserter or "",
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def _text(document: Document, terms: Terms) -> Iterator[Triple]:
    node = URIRef(terms.iris.text(document.sha256))
    yield node, RDF.type, terms.own("Text")
    yield node, DCTERMS.isFormatOf, URIRef(terms.iris.document(document.key))
    yield node, DCTERMS.identifier, URIRef(f"urn:sha256:{document.sha256}")
    yield node, RDFS.label, Literal(document.name)


def _metadata(document: Document, terms: Terms) -> Iterator[Triple]:
    node, metadata = URIRef(terms.iris.document(document.key)), document.metadata
    yield node, DCTERMS.hasFormat, URIRef(terms.iris.text(document.sha256))
    yield node, DCTERMS.language, Literal(metadata.language)
    if metadata.date:
        yield node, DCTERMS.date, terms.time(metadata.date)
        yield from terms.time_span(metadata.date)
    if metadata.number:
        yield node, DCTERMS.identifier, Literal(metadata.number)


def _statement(
    node: URIRef,
    statement: Statement,
    document: Document,
    replaced: Mapping[str, str],
    terms: Terms,
) -> Iterator[Triple]:
    subject, object_ = ends(statement, replaced, terms)
    work, iris = URIRef(terms.iris.document(document.key)), terms.iris
    asserter = replaced.get(statement.asserter or "", statement.asserter)
    rule = URIRef(iris.rule(statement.rule))
    described = situation(statement, replaced, terms)
    yield node, RDF.type, terms.own("Statement")
    yield node, terms.own("subject"), subject
    yield node, terms.own("predicate"), terms.own(statement.relation)
    yield node, terms.own("object"), object_
    yield node, terms.own("mode"), URIRef(iris.concept("mode", statement.mode))
    yield node, terms.own("statedIn"), work
    yield node, terms.own("assertedBy"), terms.entity(asserter) if asserter else work
    yield node, terms.own("madeByRule"), rule
    yield rule, RDF.type, PROV.Plan
    yield rule, RDFS.label, Literal(statement.rule)
    if statement.time:
        role = iris.concept("time-role", statement.time_role)
        yield node, terms.own("time"), terms.time(statement.time)
        yield node, terms.own("timeRole"), URIRef(role)
    if statement.inference:
        yield node, terms.own("inference"), Literal(statement.inference)
    if described:
        yield node, terms.own("describes"), described


def _words(
    node: URIRef, statement: Statement, document: Document, terms: Terms
) -> Iterator[Triple]:
    for name, spans in (("evidence", statement.evidence), ("passage", statement.passages)):
        for span in spans:
            yield node, terms.own(name), passage_iri(span, document, terms)


def passage_iri(span: Span, document: Document, terms: Terms) -> URIRef:
    """The address of some words of a document."""
    return URIRef(terms.iris.passage(document.sha256, span.start, span.end))


def passage(span: Span, document: Document, masked: str, terms: Terms) -> Iterator[Triple]:
    """The triples of some words of a document.

    :param masked: the document's characters, contact details blotted out
    """
    node, text = passage_iri(span, document, terms), URIRef(terms.iris.text(document.sha256))
    selectors = _selectors(span, masked)
    yield node, RDF.type, terms.own("Passage")
    yield node, terms.own("ofText"), text
    yield node, terms.own("exactWords"), Literal(span.of(masked))
    yield node, oa("hasSource"), text
    for kind, properties in selectors.items():
        selector = URIRef(terms.iris.selector(str(node), kind))
        yield node, oa("hasSelector"), selector
        for predicate, value in properties:
            yield selector, predicate, value


def _selectors(span: Span, masked: str) -> dict[str, Iterable[tuple[URIRef, URIRef | Literal]]]:
    """The three selectors of https://www.w3.org/TR/annotation-model/#selectors that we give."""
    prefix = masked[max(span.start - CONTEXT, 0) : span.start]
    suffix = masked[span.end : span.end + CONTEXT]
    around = ((oa("prefix"), prefix), (oa("suffix"), suffix))
    return {
        "position": [
            (RDF.type, oa("TextPositionSelector")),
            (oa("start"), Literal(str(span.start), datatype=XSD.integer)),
            (oa("end"), Literal(str(span.end), datatype=XSD.integer)),
        ],
        "quote": [
            (RDF.type, oa("TextQuoteSelector")),
            (oa("exact"), Literal(span.of(masked))),
            *((predicate, Literal(words)) for predicate, words in around if words),
        ],
        "fragment": [
            (RDF.type, oa("FragmentSelector")),
            (RDF.value, Literal(f"char={span.start},{span.end}")),
            (DCTERMS.conformsTo, RFC_5147),
        ],
    }
