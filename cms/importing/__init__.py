"""Imports other publishers' content as pages: source → mapping → review → publication.

A source (sources/) reads documents of one publisher and maps each to a `MappedPage`. Everything after that is the same
for all sources: comparison with the page, publication, the report.
"""
