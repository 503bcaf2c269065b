"""From texts to a released knowledge graph; `graph.build` shows the whole way."""
