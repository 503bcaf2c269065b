"""What can be downloaded and asked, with DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/)."""

from collections.abc import Iterator

from rdflib import DCAT, DCTERMS, RDF, RDFS, VOID, Literal, URIRef

from graph.about import LICENCE
from graph.build.description.parts import Described, licensed, titled
from graph.dataset.terms import Triple
from graph.export.downloads import CATALOGUE, DUMPS, TABLES, Download

_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"


def distributions(told: Described) -> Iterator[Triple]:
    """The dumps of the release and of its cuts, and the tables; without sizes and checksums.

    These would change with what they count; the manifest has them, and `SHA256SUMS`.
    """
    tables = told.part("tables")
    yield tables, RDF.type, DCAT.Dataset
    yield tables, DCTERMS.isPartOf, told.node
    yield from titled(tables, "tables")
    yield from licensed(tables)
    for download in CATALOGUE:
        if download in DUMPS:
            whole = told.node if download.of == "all" else told.part(download.of)
            yield whole, VOID.dataDump, URIRef(told.iris.download(told.digest, download.name))
            yield from _distribution(whole, download, told)
        elif download.of in TABLES or download.format == "csvw":
            yield from _distribution(tables, download, told)


def service(told: Described) -> Iterator[Triple]:
    """The endpoint that answers for this release and no other."""
    node, endpoint = told.part("service"), URIRef(told.iris.endpoint(told.digest))
    yield node, RDF.type, DCAT.DataService
    yield node, DCAT.endpointURL, endpoint
    yield node, DCAT.endpointDescription, endpoint
    yield node, DCAT.servesDataset, told.node
    yield node, DCTERMS.conformsTo, URIRef("https://www.w3.org/TR/sparql11-protocol/")
    yield from titled(node, "service")


def _distribution(whole: URIRef, download: Download, told: Described) -> Iterator[Triple]:
    node = told.part(f"distribution-{download.name}")
    yield whole, DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield node, RDFS.label, Literal(download.name)
    yield node, DCTERMS.title, Literal(download.name)
    yield node, DCTERMS.license, URIRef(LICENCE)
    yield node, DCAT.accessURL, told.node
    yield node, DCAT.downloadURL, URIRef(told.iris.download(told.digest, download.name))
    yield node, DCAT.mediaType, URIRef(_MEDIA_TYPE + download.media_type)
    if download.is_packed:
        yield node, DCAT.compressFormat, URIRef(_MEDIA_TYPE + "application/gzip")
