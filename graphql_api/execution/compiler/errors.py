"""The exceptions after which strawberry runs an operation instead of a plan."""


class NotCompiledError(Exception):
    """The operation contains something that has no compiler."""


class FallbackError(Exception):
    """A plan cannot answer this request."""
