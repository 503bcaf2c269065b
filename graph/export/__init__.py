"""What a release is written as, for people and tools to take away."""

from graph.export.rdf import RDF_FORMATS, dumps, export

__all__ = ["RDF_FORMATS", "dumps", "export"]
