"""Records in the publishing log whatever happens to a page or snippet."""
