"""Two-person release: what does harm if one person makes a mistake is released by a second person."""
