"""A release as files to take away: in the formats of RDF, as networks, as tables."""

from graph.export import dumps, tables
from graph.export.asked import NETWORK_FORMATS, OPTIONS, Asked, read_asked
from graph.export.asking import Asking
from graph.export.dumps import dump
from graph.export.networks import export_network
from graph.export.rdf import RDF_FORMATS, export, write

__all__ = [
    "NETWORK_FORMATS",
    "OPTIONS",
    "RDF_FORMATS",
    "Asked",
    "Asking",
    "dump",
    "dumps",
    "export",
    "export_network",
    "read_asked",
    "tables",
    "write",
]
