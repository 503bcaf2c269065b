"""How a release, and what it says, are cited."""
