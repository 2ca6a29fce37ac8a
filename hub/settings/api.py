"""GraphQL: budgets, caches, streams, signatures, partners' counts, and whose pages may ask."""

from hub.settings.process import DATA_DIR, ENVIRONMENT, PORT, PRODUCTION, env

# --- GraphQL ----------------------------------------------------------------------------------------
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
env.whole_number("DEMO_BULK", 0, 5_000_000, default=0, hint="what make demo adds")  # read in hub/bootstrap
env.port("STREAM_PORT", default=PORT, hint="the port make demo serves event streams on")  # read in hub/bootstrap

# --- Signatures -------------------------------------------------------------------------------------
SIGNING_KEY = env.key(
    "SIGNING_KEY", hint="what editions are signed with: manage.py signing_key prints a new one (docs/api/signing.md)"
)
SIGNING_PUBLIC_KEYS = env.keys(
    "SIGNING_PUBLIC_KEYS", hint="public keys to publish beside it: those before it, and the next (docs/api/signing.md)"
)
# Development makes a key of its own; production signs only with one that somebody keeps.
SIGNING_KEY_FILE = None if PRODUCTION else DATA_DIR / "signing.key"

# --- Partners ---------------------------------------------------------------------------------------
API_USAGE_DAYS = env.whole_number(
    "API_USAGE_DAYS", 0, 1_100, default=400, hint="days that counts of API calls are kept; 0 counts nothing"
)

# --- Other origins ----------------------------------------------------------------------------------
# Whose pages may read the API and the feeds in a browser; those of a partner's keys may read the API too
# (graphql_api/http/cors.py). Never with credentials: what cookies open is for our own pages.
CORS_ALLOWED_ORIGINS = env.origins(
    "CORS_ORIGINS", hint="origins of pages that may ask the API, https://portal.example.org,… or * for all"
)
CORS_ALLOW_ALL_ORIGINS = CORS_ALLOWED_ORIGINS == ("*",)
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/(graphql(/|$)|(cy/)?feeds/)"
CORS_ALLOW_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
CORS_ALLOW_HEADERS = ("accept", "authorization", "content-type", "if-none-match", "last-event-id")
CORS_EXPOSE_HEADERS = ("ETag", "GraphQL-Cost", "RateLimit", "RateLimit-Policy", "Retry-After")
