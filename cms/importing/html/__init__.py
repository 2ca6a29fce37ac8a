"""Converts HTML of other publishers into the blocks of a body, word for word; reports what no block can hold."""
