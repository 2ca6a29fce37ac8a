"""The kill drill: each part of a whole hub is broken in turn, and readers, editors and health are looked at meanwhile."""
