"""HTTP caching, the viewer of a request, and the URLs of static and published files."""
