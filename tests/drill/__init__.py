"""The kill drill: each part of a whole hub is broken in turn, and looked at by readers, editors and health."""
