"""Installed apps, middleware and templates."""

from hub.settings.process import BASE_DIR

INSTALLED_APPS = [
    "django.contrib.contenttypes",  # first: fixtures loaded into an empty database refer to its rows
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
    "hub.permissions_policy.PermissionsPolicy",  # also on redirects to HTTPS and on static files
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.content_security_policy.ContentSecurityPolicy",
    "hub.uploads.UploadLimit",  # before any middleware that reads a form
    "hub.cookies.PrivateCookies",  # around all middleware that sets cookies
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.staff.middleware.StaffAccessMiddleware",
    "cms.editing.atomic_requests.AtomicEditMiddleware",
    "cms.editing.other_languages.OtherLanguagesMiddleware",
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
