"""Search quality on the demonstration content, as numbers with floors: python -m bench.judged."""
