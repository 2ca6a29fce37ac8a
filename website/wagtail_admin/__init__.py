"""What the website shows to editors in Wagtail."""
