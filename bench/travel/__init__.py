"""Measures travel advice on demand against handwritten views."""
