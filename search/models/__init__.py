"""What search keeps in the database; what it finds is kept by the engines."""
