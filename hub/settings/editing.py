"""Languages, time zone, accounts and Wagtail."""

from hub.settings.process import BASE_DIR, BASE_URL, ENVIRONMENT, env
from publishing.content.media_types import DOCUMENTS, PICTURES

# --- Languages and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "website" / "locale"]  # where `makemessages` puts the messages of all packages
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- Accounts ---------------------------------------------------------------------------------------
LOGIN_URL = "wagtailadmin_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests log in often
CSRF_FAILURE_VIEW = "website.views.errors.forbidden"

# --- Wagtail ----------------------------------------------------------------------------------------
# Renders a draft as a website page; a setting because cms may not import website.
HUB_PREVIEW_RENDERER = "website.pages.rendering.render_preview"
# A change that a second person has to release (docs/release.md): approving a submission proposes it.
HUB_PROPOSAL_HOURS = env.integer(
    "PROPOSAL_HOURS", 1, 24 * 30, default=72, hint="hours in which a second person can release what was proposed"
)
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.release.workflow.finish_workflow"
WAGTAIL_SITE_NAME = "Step Change hub"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = sorted(extension[1:] for extension in PICTURES)
WAGTAILDOCS_CONTENT_TYPES = {extension[1:]: media for extension, media in DOCUMENTS.items()}
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.files.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.files.forms.DocumentForm"
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []  # our pages embed nothing from other sites
# Editors' browsers send no requests to third parties.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # all editors use the programme's time zone
