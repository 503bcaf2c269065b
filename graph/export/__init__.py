"""A release as files for other tools: in the formats of RDF, and as networks."""

from graph.export.asked import GEXF_VERSIONS, NETWORK_FORMATS, OPTIONS, Asked, Merge, read_asked
from graph.export.asking import Asking
from graph.export.networks import export_network
from graph.export.rdf import RDF_FORMATS, dumps, export

__all__ = [
    "GEXF_VERSIONS",
    "NETWORK_FORMATS",
    "OPTIONS",
    "RDF_FORMATS",
    "Asked",
    "Asking",
    "Merge",
    "dumps",
    "export",
    "export_network",
    "read_asked",
]
