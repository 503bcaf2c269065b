"""A release as files for other tools: in the formats of RDF, and as networks."""

from graph.export.rdf import RDF_FORMATS, dumps, export

__all__ = ["RDF_FORMATS", "dumps", "export"]
