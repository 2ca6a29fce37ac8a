"""The product's search against the engine alone, on the invented corpus."""
