"""From texts to a released knowledge graph; `graph.build` shows the whole way."""

__version__ = "0.1.0"
