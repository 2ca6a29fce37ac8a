"""Caches of results: by operation and viewer while the content is unchanged, and whole responses in front of Django.

`content_version` identifies the content that a viewer may see, `entries` and `stores` hold results, `single_flight`
computes each once, `headers` controls downstream caches, `wsgi_cache` answers without Django, `purging` purges
downstream caches.
"""
