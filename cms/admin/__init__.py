"""Screens of the admin other than edit forms: dashboard, lists, bulk actions, exports and mail."""
