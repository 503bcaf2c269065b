"""Each IRI answers: what the graph says of a thing, by links from it and to it, in any format."""
