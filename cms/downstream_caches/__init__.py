"""Purges downstream caches through Wagtail's frontend cache backends (HUB_FRONTEND_CACHE).

`affected_urls` lists the URLs to purge, `backends` sends the purges, `consumer` reads the log. Wagtail's own app is not
installed: its signals ignore audiences, and a purge that fails is lost.
"""
