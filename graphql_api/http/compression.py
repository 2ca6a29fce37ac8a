"""Compression of responses: Brotli, gzip or zstd, as the client prefers."""

import re
from types import MappingProxyType

from django.http import HttpResponse
from django_http_compression import middleware
from django_http_compression.middleware import HttpCompressionMiddleware

# The library's order for codings of equal quality starts with zstd. Generators on Node 20 accept it without being able
# to read it, and Brotli is smaller: zstd is used for clients that prefer it or accept nothing else.
middleware.codings = MappingProxyType({"br": 0, "gzip": 1, "zstd": 2, "identity": 3})


class Compression(HttpCompressionMiddleware):
    """django-http-compression for GraphQL's media types. It is called for single responses, not used as middleware:
    only the code that builds a response knows whether it may be compressed."""

    content_type_re = re.compile(r"application/(?:graphql-response\+)?json")
    # Random bytes in a header protect secrets in responses that reflect input; those are not compressed here.
    max_random_bytes = 0


compress = Compression(lambda _: HttpResponse()).maybe_compress
