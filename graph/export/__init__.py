"""A release as files for other tools: in the formats of RDF, and as networks."""

from graph.export.asked import NETWORK_FORMATS, OPTIONS, Asked, read_asked
from graph.export.asking import Asking
from graph.export.networks import export_network
from graph.export.rdf import RDF_FORMATS, dumps, export

__all__ = [
    "NETWORK_FORMATS",
    "OPTIONS",
    "RDF_FORMATS",
    "Asked",
    "Asking",
    "dumps",
    "export",
    "export_network",
    "read_asked",
]
