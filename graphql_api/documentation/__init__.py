"""Builds what the website's developers' pages show: the schema, the guides, examples and changes, as files."""
