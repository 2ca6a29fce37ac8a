"""What the screens of counts share in Wagtail's admin."""
