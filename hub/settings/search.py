"""Search: engine, index, analytics, embeddings."""

from hub.settings.process import DATA_DIR, env

SEARCH_INDEX_DIR = DATA_DIR / "search"
ELASTICSEARCH_URLS = env.servers(
    "ELASTICSEARCH_URL",
    ("http", "https"),
    hint="the addresses of the cluster's nodes, https://search1:9200,https://search2:9200; without it tantivy is used",
)
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY", default="", hint="the encoded key of the hub's role")
ELASTICSEARCH_CA_CERTS = env.text("ELASTICSEARCH_CA_CERTS", default="", hint="a file with the cluster's CA certificate")
ELASTICSEARCH_INDEX = env.slug(
    "ELASTICSEARCH_INDEX", default="hub", hint="the prefix of this hub's index names, if several hubs share a cluster"
)
SEARCH_ANALYTICS_DAYS = env.integer(
    "SEARCH_ANALYTICS_DAYS", 0, 730, default=90, hint="days that counts of searches are kept; 0 disables counting"
)
SEARCH_EMBEDDINGS = env.choice(
    "SEARCH_EMBEDDINGS",
    ("off", "wordllama", "minilm"),
    default="off",
    hint="the model that finds texts with a similar meaning; its package must be installed",
)
