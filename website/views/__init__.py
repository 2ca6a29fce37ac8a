"""What answers at the website's addresses."""
