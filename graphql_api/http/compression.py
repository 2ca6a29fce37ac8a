"""Compression of responses: zstd, Brotli or gzip, as the client prefers."""

import re

from django.http import HttpResponse
from django_http_compression.middleware import HttpCompressionMiddleware


class Compression(HttpCompressionMiddleware):
    """django-http-compression for GraphQL's media types. It is called for single responses, not used as middleware:
    only the code that builds a response knows whether it may be compressed."""

    content_type_re = re.compile(r"application/(?:graphql-response\+)?json")
    # Random bytes in a header protect secrets in responses that reflect input; those are not compressed here.
    max_random_bytes = 0


compress = Compression(lambda _: HttpResponse()).maybe_compress
