"""The pages that all peers serve."""
