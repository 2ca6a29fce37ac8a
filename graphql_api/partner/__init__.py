"""What a partner sees and changes of its own access: organisation, keys, budgets, usage and registered operations.

The types are strawberry_django's, over the rows of `partners`: docs/decisions/0103-mutations.md.
"""
