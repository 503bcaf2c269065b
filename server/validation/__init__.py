"""The validation report of a release, for people."""
