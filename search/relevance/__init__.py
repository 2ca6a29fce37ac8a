"""How good the ranking is, month by month, by what readers opened: only from daily counts, which name no reader."""
