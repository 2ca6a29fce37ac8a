"""Answers that are kept: by operation and viewer while content stands still, and whole before Django sees a request.

`standing` says what content an answer tells, `used` what went into it, `answers` keeps payloads (`stores`, `flights`),
`headers` tells caches in front, `front` answers without Django, `purging` tells those caches what is over.
"""
