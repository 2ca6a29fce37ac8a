"""Countries and territories, their outlines, and areas drawn within them."""
