"""What a release was made from and by what, with PROV-O (https://www.w3.org/TR/prov-o/); no clock."""

from collections.abc import Iterable, Iterator

from rdflib import DCTERMS, PROV, RDF, RDFS, Literal, URIRef

from graph import __version__
from graph.build.description.parts import Described, titled
from graph.build.description.terms import terms_of
from graph.dataset.terms import Triple
from graph.reason import EntailmentRule


def provenance(told: Described, rules: Iterable[EntailmentRule]) -> Iterator[Triple]:
    """The build, the software that did it, the texts it read, and the rules that infer."""
    build, software = told.part("build"), told.part("software")
    yield told.node, PROV.wasGeneratedBy, build
    yield build, RDF.type, PROV.Activity
    yield build, PROV.generated, told.node
    yield build, PROV.wasAssociatedWith, software
    yield from titled(build, "build")
    yield software, RDF.type, PROV.SoftwareAgent
    yield software, RDFS.label, Literal(f"Sommet {__version__}")
    yield software, DCTERMS.hasVersion, Literal(__version__)
    for document in told.documents:
        text = URIRef(told.iris.text(document.sha256))
        yield build, PROV.used, text
        yield told.node, PROV.wasDerivedFrom, text
    for rule in rules:
        node = URIRef(rule.iri)
        yield build, PROV.used, node
        yield node, RDF.type, PROV.Plan
        yield node, RDFS.label, Literal(rule.iri.rpartition("/")[2])
        yield node, PROV.value, Literal(rule.construct)


def terms(told: Described) -> Iterator[Triple]:
    """The terms of each text in both languages, where they are known."""
    for document in told.documents:
        node = URIRef(told.iris.document(document.key))
        for language, known in terms_of(document).items():
            yield node, DCTERMS.rights, Literal(known, lang=language)
