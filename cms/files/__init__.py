"""Uploaded images and documents: upload forms, published copies and the views that serve uploads in the admin."""
