"""What people search for: `recording` counts it, `reading` and `popular` tell it, `retention` forgets it.

Counts of a day only; docs/decisions/0062 says what is counted, and what never is.
"""
