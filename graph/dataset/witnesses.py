"""The numbers that a document states of its own lists, as triples beside its statements."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from rdflib import RDF, RDFS, XSD, Literal, URIRef

from graph.dataset.evidence import passage, passage_iri
from graph.dataset.terms import Terms, Triple
from graph.model import Document, Reading, Witness


def witnesses(reading: Reading, replaced: Mapping[str, str], terms: Terms) -> Iterator[Triple]:
    """The triples of the witnesses of a document, with their passages, some more than once.

    :param replaced: the key that stays, by each key that does not
    """
    document, masked = reading.document, reading.document.masked
    for witness in reading.witnesses:
        yield from _witness(witness, document, replaced, terms)
    for span in {s for w in reading.witnesses for s in (*w.evidence, *w.passages)}:
        yield from passage(span, document, masked, terms)


def _witness(
    witness: Witness, document: Document, replaced: Mapping[str, str], terms: Terms
) -> Iterator[Triple]:
    node = URIRef(terms.iris.witness(_digest(document, witness)))
    things = {terms.entity(replaced.get(key, key)) for key in witness.found}
    yield node, RDF.type, terms.own("Witness")
    yield node, terms.own("statedIn"), URIRef(terms.iris.document(document.key))
    label = f"{witness.stated} {witness.words}"
    yield node, RDFS.label, Literal(label, lang=document.metadata.language)
    yield node, terms.own("countedWords"), Literal(witness.words)
    yield node, terms.own("statedNumber"), Literal(str(witness.stated), datatype=XSD.integer)
    yield node, terms.own("foundNumber"), Literal(str(len(things)), datatype=XSD.integer)
    for thing in things:
        yield node, terms.own("counted"), thing
    if witness.relation:
        yield node, terms.own("countedRelation"), terms.own(witness.relation)
    if witness.of:
        yield node, terms.own("countedOf"), terms.entity(replaced.get(witness.of, witness.of))
    for name, spans in (("evidence", witness.evidence), ("passage", witness.passages)):
        for span in spans:
            yield node, terms.own(name), passage_iri(span, document, terms)


def _digest(document: Document, witness: Witness) -> str:
    """20 hex digits of what a witness says, by the keys of its own document."""
    parts = (
        document.key,
        witness.words,
        str(witness.stated),
        witness.relation or "",
        witness.of or "",
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()[:20]
