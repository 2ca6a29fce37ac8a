"""Checks of uploaded files by content, shared by the upload forms, the loader and publication."""
