"""Downstream caches that Wagtail's frontend cache backends purge."""

from hub.settings.process import env

FRONTEND_CACHE = env.choice(
    "FRONTEND_CACHE",
    ("off", "http", "cloudflare"),
    default="off",
    hint="http for a cache that accepts PURGE, cloudflare for that CDN (docs/api/caching.md)",
)
_LOCATION = env.address(
    "FRONTEND_CACHE_URL",
    ("http", "https"),
    default=None if FRONTEND_CACHE == "http" else "",
    hint="where the cache of HUB_FRONTEND_CACHE=http accepts PURGE: http://varnish1:6081",
)
_ZONE = env.text(
    "CLOUDFLARE_ZONE",
    default=None if FRONTEND_CACHE == "cloudflare" else "",
    hint="the id of the zone, 32 characters on its overview page",
)
CLOUDFLARE_TOKEN = env.text(
    "CLOUDFLARE_TOKEN",
    default=None if FRONTEND_CACHE == "cloudflare" else "",
    hint="an API token with the permission Zone, Cache Purge",
)
CLOUDFLARE_PURGE_URL = ""
WAGTAILFRONTENDCACHE: dict[str, dict[str, str]] = {}
if FRONTEND_CACHE == "http":
    WAGTAILFRONTENDCACHE["http"] = {"BACKEND": "cms.downstream_caches.backends.HttpBackend", "LOCATION": _LOCATION}
if FRONTEND_CACHE == "cloudflare":
    CLOUDFLARE_PURGE_URL = f"https://api.cloudflare.com/client/v4/zones/{_ZONE}/purge_cache"
    WAGTAILFRONTENDCACHE["cloudflare"] = {
        "BACKEND": "cms.downstream_caches.backends.CloudflareUrlBackend",
        "ZONEID": _ZONE,
        "BEARER_TOKEN": CLOUDFLARE_TOKEN,
    }
