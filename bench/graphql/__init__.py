"""Compares GraphQL with handwritten views."""
