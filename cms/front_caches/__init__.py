"""Caches in front are told which addresses are over, through Wagtail's frontend cache backends (HUB_FRONTEND_CACHE).

`addresses` says which those are, `backends` tells them, `consumer` reads the log. Wagtail's own app is not installed:
its signals know nothing of audiences, and what they say is said once and then lost.
"""
