"""Answers compressed as the client likes it best: zstd, Brotli or gzip."""

import re

from django.http import HttpResponse
from django_http_compression.middleware import HttpCompressionMiddleware


class Compression(HttpCompressionMiddleware):
    """django-http-compression for our media types. Used answer by answer, not as middleware: who may be given a
    compressed answer is known where the answer is made."""

    content_type_re = re.compile(r"application/(?:graphql-response\+)?json")
    # Noise in a header is against guessing secrets by an answer's length: what is compressed here reflects none.
    max_random_bytes = 0


compress = Compression(lambda _: HttpResponse()).maybe_compress
