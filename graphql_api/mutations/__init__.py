"""The rules that all mutations follow: who may send them, idempotency, transactions and errors.

`declaration` declares a mutation; a new one is made by copying graphql_api/partner/rotation.py.
"""
