"""Security headers, HTTPS and trusted proxies."""

from hub.content_security_policy import PUBLIC_POLICY
from hub.settings.process import PRODUCTION, env

CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env.flag(
    "BEHIND_PROXY",
    default=False,
    hint="yes if a proxy terminates TLS, always sets X-Forwarded-Proto itself, and appends to X-Forwarded-For",
):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env.integer(
    "TRUSTED_PROXIES",
    1,
    10,
    default=1,
    hint="with HUB_BEHIND_PROXY: how many of our proxies append to X-Forwarded-For, 2 for a CDN and a proxy behind it",
)
