"""The ontology for people and for tools: its pages, its RDF, its vocabularies and shapes."""
