"""The page of the network: a release, or a part of it, drawn and as a table."""
