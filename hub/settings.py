"""All settings of the hub, in sections. What differs between machines is read from HUB_* variables."""

from pathlib import Path

import dj_database_url

from hub.environment import Environment

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
DEBUG = ENVIRONMENT == "development"
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
BASE_URL = env.text(
    "BASE_URL",
    default=None if PRODUCTION else "http://localhost:8000",
    hint="the public address without a final slash: https://hub.example.org",
).rstrip("/")
DATA_DIR = Path(
    env.text(
        "DATA_DIR",
        default=None if PRODUCTION else str(BASE_DIR / "var"),
        hint="a folder that outlives restarts: media files, the search index, SQLite's file",
    )
)

# --- Applications --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "hub",
    "publishing",
    "search",
    "graphql_api",
    "website",
    "cms",
    "wagtail.contrib.redirects",
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
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
    "default": dj_database_url.parse(
        env.text(
            "DATABASE_URL",
            default=None if PRODUCTION else f"sqlite:///{DATA_DIR / 'hub.sqlite3'}",
            hint="postgresql://user:password@host/name, or sqlite:////absolute/path.sqlite3",
        ),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # a file, as other processes read it too
    # IMMEDIATE: a writer waits for the lock at its start instead of failing half-way (publishing/log.py).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
    # A file as in real life, not memory: tests start workers and servers as processes of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Languages and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
MEDIA_ROOT = DATA_DIR / "media"
# Readers never see this address: it serves editors (cms/urls.py); published files go through the gate.
MEDIA_URL = "/admin/media/"

# --- Search --------------------------------------------------------------------------------------
SEARCH_INDEX_DIR = DATA_DIR / "search"

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Step Change hub"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]

# --- Security ------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel frames the site
SECURE_CONTENT_TYPE_NOSNIFF = True

env.refuse_unknown()
