"""Compiles operations to plans: a few SQL statements, and Python code that builds the result from their rows.

`selections` collects the fields that an operation selects, `compilation` turns them into Python (`fields/` has a writer
for each field), `row_fetches`, `loading` and `statements` read rows, `roots` starts with the root fields, `plan_cache`
holds plans. Operations with fields that have no writer are run by strawberry, which the tests compare every plan with.
"""
