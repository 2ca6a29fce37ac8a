"""Operations compiled to plans: what to read in a few statements, and a walk that writes the answer.

`selections` collects what an operation asks for, `compiling` turns it into Python (each field says how: `fields/`),
`levels` and `statements` read rows, `roots` begins, `plans` keeps plans. What has no compiler is answered by
strawberry, which also is what the tests compare every plan with.
"""
