"""`sommet bench`: this service beside other SPARQL servers, in one run on the same data."""
