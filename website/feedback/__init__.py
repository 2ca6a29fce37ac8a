"""Answers to "Was this page useful?": `recording` counts them by day, `totals` adds them up for editors."""
