"""GraphQL against views written by hand."""
