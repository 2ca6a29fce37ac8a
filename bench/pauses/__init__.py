"""Measures how long full garbage collections delay a request after many different operations."""
