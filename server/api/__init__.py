"""What this service answers, described with OpenAPI: `operations.toml` is the source."""
