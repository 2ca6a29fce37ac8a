"""Search analytics: `recording` counts searches, `totals` and `popular` summarise them, `retention` deletes them.

Only daily counts are stored; docs/decisions/0062 lists what is counted and what never is.
"""
