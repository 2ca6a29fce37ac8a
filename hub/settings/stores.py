"""Storage and email: database, cache, files, mail server."""

from hashlib import blake2b
from pathlib import Path

from hub.databases import parse_database_url
from hub.settings.process import BASE_DIR, DATA_DIR, PRODUCTION, SECRET_KEY, env

# --- Database ---------------------------------------------------------------------------------------
DATABASES = {
    "default": env.read(
        "DATABASE_URL",
        parse_database_url,
        default=None if PRODUCTION else parse_database_url(f"sqlite:///{DATA_DIR / 'hub.sqlite3'}"),
        hint="postgresql://user:password@host/name, or sqlite:////absolute/path.sqlite3",
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: tests start workers and servers as separate processes.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ------------------------------------------------------------------------------------------
REDIS_URL = env.address(
    "REDIS_URL",
    ("redis", "rediss", "unix"),
    default="",
    hint="redis://host:6379/0 when several processes or machines serve; without it each process has its own memory",
)
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "hub.caches.SharedCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Contains a hash of the key, so that values signed with another key (hub/caches.py) are never read.
CACHES["default"]["KEY_PREFIX"] = f"hub-{blake2b(SECRET_KEY.encode(), digest_size=4).hexdigest()}"

# --- Files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Only production collects static files; elsewhere the sources are served. Not below DATA_DIR: the image contains them.
STATIC_ROOT = Path(
    env.text("STATIC_DIR", default=str(BASE_DIR / "var" / "static"), hint="the folder that collectstatic fills")
)
FRONTEND_DIR = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIR]
GEOGRAPHY_DIR = BASE_DIR / "publishing" / "geography" / "dist"  # what manage.py build_geography writes
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\."  # Vite's hash, or the one collectstatic adds
STORAGES = {
    "default": {"BACKEND": "hub.storage.AtomicFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
# For editors only (cms/urls.py): published files have other addresses, with access checks.
MEDIA_URL = "/admin/media/"
UPLOAD_BYTES = (
    1024
    * 1024
    * env.integer("UPLOAD_LIMIT", 1, 1000, default=25, hint="megabytes that one uploaded picture or document may have")
)
WAGTAILDOCS_MAX_UPLOAD_SIZE = WAGTAILIMAGES_MAX_UPLOAD_SIZE = UPLOAD_BYTES
IMAGE_ENCODERS = env.integer(
    "IMAGE_ENCODERS", 1, 64, default=2, hint="how many renditions of images all processes together encode at once"
)
IMAGE_BUDGET = env.integer(
    "IMAGE_BUDGET",
    1,
    100_000,
    default=120,
    hint="how many new renditions of images an IP address may cause per minute",
)
PAGE_FEEDBACK_DAYS = env.integer(
    "PAGE_FEEDBACK_DAYS",
    0,
    730,
    default=365,
    hint="days that counts of “Was this page useful?” are kept; 0 disables counting, and pages do not ask",
)
CLAMAV_SOCKET = env.socket(
    "CLAMAV_SOCKET",
    hint="where ClamAV's daemon listens, /run/clamav/clamd.ctl or host:3310; without it uploads are not scanned",
)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's edit forms have several fields per block

# --- Email ------------------------------------------------------------------------------------------
EMAIL_BACKEND = "cms.admin.mail.AfterCommitBackend"
EMAIL_SENT_THROUGH = f"django.core.mail.backends.{'smtp' if PRODUCTION else 'console'}.EmailBackend"
EMAIL_HOST = env.text(
    "EMAIL_HOST", default=None if PRODUCTION else "localhost", hint="the mail server that sends the hub's email"
)
EMAIL_SECURITY = env.choice(
    "EMAIL_SECURITY",
    ("starttls", "tls", "none"),
    default="starttls",
    hint="starttls (port 587), tls (port 465), or none for a server on the same machine",
)
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_PORT = env.port("EMAIL_PORT", default=465 if EMAIL_USE_SSL else 587, hint="the mail server's port")
EMAIL_HOST_USER = env.text("EMAIL_USER", default="", hint="the account at the mail server, if it needs one")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", default="", hint="the password of HUB_EMAIL_USER")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "EMAIL_FROM",
    default=None if PRODUCTION else "Step Change hub <hub@localhost>",
    hint="the sender readers see: Step Change hub <hub@example.org>",
)
