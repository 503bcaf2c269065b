"""What a release is written as, for people and tools to take away."""

from graph.export import dumps, tables
from graph.export.dumps import dump
from graph.export.rdf import RDF_FORMATS, export, write

__all__ = ["RDF_FORMATS", "dump", "dumps", "export", "tables", "write"]
