"""GraphQL: budgets, caches, streams, signatures, usage counts, CORS."""

from hub.settings.process import BASE_DIR, DATA_DIR, ENVIRONMENT, PORT, PRODUCTION, env

# --- GraphQL ----------------------------------------------------------------------------------------
GRAPHQL_ANONYMOUS_BUDGET = env.integer(
    "GRAPHQL_ANONYMOUS_BUDGET",
    0,
    10**9,
    default=1_000_000 if PRODUCTION else 0,
    hint="the cost per minute allowed to one address without a key; 0 means no limit (docs/api/costs.md)",
)
GRAPHQL_KEY_BUDGET = env.integer(
    "GRAPHQL_KEY_BUDGET",
    0,
    10**9,
    default=2_000_000 if PRODUCTION else 0,
    hint="the cost per minute allowed to one key; 0 means no limit (docs/api/costs.md)",
)
GRAPHQL_MUTATION_BUDGET = env.integer(
    "GRAPHQL_MUTATION_BUDGET",
    0,
    10**9,
    default=10_000 if PRODUCTION else 0,
    hint="the cost of mutations per minute allowed to one key or account; 0 means no limit (docs/api/mutations.md)",
)
GRAPHQL_SIZE_INTERVAL = env.integer(
    "GRAPHQL_SIZE_INTERVAL",
    0,
    86_400,
    default=0 if ENVIRONMENT == "test" else 600,
    hint="seconds between measurements of the published lists, which price operations; 0: only declared lengths count",
)
GRAPHQL_TIMEOUT = env.integer("GRAPHQL_TIMEOUT", 1, 60, default=10, hint="seconds after which an operation is aborted")

GRAPHQL_CACHE = env.integer(
    "GRAPHQL_CACHE",
    0,
    100_000,
    default=0 if ENVIRONMENT == "test" else 64,
    hint="megabytes of responses that each process caches; 0 caches none (docs/api/caching.md)",
)
GRAPHQL_LEARN_ANONYMOUS = env.flag(
    "GRAPHQL_LEARN_ANONYMOUS",
    default=False,
    hint="whether automatic persisted queries of clients without a key are learned (docs/api/operations.md)",
)
PURGE_URLS = env.servers(
    "PURGE_URLS",
    ("http", "https"),
    hint="the downstream caches to purge, http://varnish1:6081,… (docs/api/caching.md)",
)

GRAPHQL_INTROSPECTION = env.choice(
    "GRAPHQL_INTROSPECTION",
    ("open", "keys"),
    default="open",
    hint="keys allows introspection only to API keys and editors; open allows it to everyone (docs/api/schema.md)",
)

STREAMS = env.integer(
    "STREAMS", 1, 100_000, default=2_000, hint="how many event streams one process serves (docs/api/sync.md)"
)
STREAMS_EACH = env.integer(
    "STREAMS_EACH", 1, 100_000, default=20, hint="how many of them one key, or one address without a key, may have"
)
env.integer("DEMO_BULK", 0, 5_000_000, default=0, hint="what make demo adds")  # read in hub/bootstrap
env.port("STREAM_PORT", default=PORT, hint="the port make demo serves event streams on")  # read in hub/bootstrap

# --- The developers' pages (docs/website.md) ----------------------------------------------------------
API_CONTACT = env.contact("API_CONTACT", hint="where partners ask for API keys: api@example.org or https://…")
DEVELOPER_PAGES = BASE_DIR / "docs" / "dist"  # what manage.py build_developer_pages writes

# --- Signatures -------------------------------------------------------------------------------------
SIGNING_KEY = env.key(
    "SIGNING_KEY", hint="the key that signs editions: manage.py signing_key prints a new one (docs/api/signing.md)"
)
SIGNING_PUBLIC_KEYS = env.keys(
    "SIGNING_PUBLIC_KEYS", hint="further public keys to publish: previous ones and the next (docs/api/signing.md)"
)
# Development creates its own key; production signs only with a configured one.
SIGNING_KEY_FILE = None if PRODUCTION else DATA_DIR / "signing.key"

# --- Partners ---------------------------------------------------------------------------------------
API_USAGE_DAYS = env.integer(
    "API_USAGE_DAYS", 0, 1_100, default=400, hint="days that counts of API calls are kept; 0 disables counting"
)

# --- Cross-origin requests --------------------------------------------------------------------------
# These origins may read the API and the feeds in a browser; the origins of a partner's keys may read the API too
# (graphql_api/http/cors.py). Credentials are never allowed: cookies are for our own pages only.
CORS_ALLOWED_ORIGINS = env.origins(
    "CORS_ORIGINS", hint="origins whose pages may query the API, https://portal.example.org,… or * for all"
)
CORS_ALLOW_ALL_ORIGINS = CORS_ALLOWED_ORIGINS == ("*",)
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/(graphql(/|$)|(cy/)?feeds/)"
CORS_ALLOW_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
CORS_ALLOW_HEADERS = ("accept", "authorization", "content-type", "idempotency-key", "if-none-match", "last-event-id")
CORS_EXPOSE_HEADERS = ("ETag", "GraphQL-Cost", "RateLimit", "RateLimit-Policy", "Retry-After")
