"""API keys in Wagtail: created and shown once, changed, replaced, revoked; never deleted, so that their history
stays."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateformat import format as dated
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from counting.wagtail_admin.screens import Screen
from partners.issuing import NotReplaceableError, issue, may_manage, replace, revoke
from partners.models import ApiKey, KeyState
from partners.wagtail_admin.audit import KEY_MADE, KEY_REPLACED, KEY_REVOKED, AuditedEditView, describe, record
from partners.wagtail_admin.forms import ReplaceForm, key_form
from publishing.access.audiences import Audience


def show_once(request: HttpRequest, key: ApiKey, text: str) -> HttpResponse:
    """Return a page that shows a key's text. Wagtail's admin pages are never cached."""
    title = "Copy the key now"
    way = [{"url": reverse("partner_keys:index"), "label": "API keys"}, {"url": "", "label": title}]
    context = {"key": key, "text": text, "header_title": title, "header_icon": "key", "breadcrumbs_items": way}
    return TemplateResponse(request, "partners/key_made.html", context)


def describe_state(key: ApiKey) -> str:
    """Describe a key's state."""
    state = key.state()
    if key.revoked_at is None and not key.partner.active:
        return "Partner not active"
    if state is KeyState.ACTIVE and key.expires_soon() and key.expires_at:
        return f"Expires soon{', replaced' if hasattr(key, 'successor') else ': replace it'}"
    return str(state.label)


def format_expiry(key: ApiKey) -> str:
    """Return when a key expires. Wagtail's own column is for dates in the past."""
    return dated(timezone.localtime(key.expires_at), "j F Y") if key.expires_at else "never"


class KeyIndexView(IndexView):
    """All keys; those that need attention come first."""

    template_name = "partners/keys.html"

    def get_base_queryset(self) -> QuerySet[ApiKey]:
        """Return the keys with the data of all columns: one query."""
        keys: QuerySet[ApiKey] = super().get_base_queryset()
        return keys.select_related("partner", "successor")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the reminders."""
        ending = ApiKey.objects.expiring_soon().select_related("partner")
        return {**super().get_context_data(*args, **kwargs), "ending": ending}


class KeyCreateView(CreateView):
    """Creates a key and shows it."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the key, log it, and show its text, which is not stored."""
        self.object = form.save(commit=False)
        with transaction.atomic():
            token = issue(self.object)
            record(self.object, KEY_MADE, self.request.user)
        return show_once(self.request, self.object, token.text)

    def get_initial(self) -> dict[str, Any]:
        """Preselect the partner from the link."""
        initial: dict[str, Any] = super().get_initial()
        return initial | {name: value for name, value in self.request.GET.items() if name == "partner"}


class KeyEditView(AuditedEditView):
    """Edits the access of a key."""

    delete_item_label = "Revoke"

    def get_object(self, queryset: Any = None) -> ApiKey:
        """Return the key if the user may change one with its audience."""
        key: ApiKey = super().get_object(queryset)
        if not may_manage(self.request.user, key):
            raise PermissionDenied
        return key

    @property
    def header_more_buttons(self) -> list[Button]:
        """Offer a replacement."""
        address = reverse("partner_keys:replace", args=[self.object.pk])
        return [*super().header_more_buttons, Button("Replace", url=address, icon_name="rotate", priority=15)]


class KeyRevokeView(DeleteView):
    """Revokes a key instead of deleting it."""

    page_title = "Revoke"
    template_name = "partners/key_revoke.html"
    success_message = "The key is revoked and no longer works."

    def delete_action(self) -> None:
        """Revoke and log."""
        with transaction.atomic():
            revoke(self.object)
            record(self.object, KEY_REVOKED, self.request.user, describe(self.object))


class KeyReplaceView(Screen):
    """Creates a key with the same access as another, which expires after an overlap."""

    model = ApiKey
    permission_required = "change"
    template_name = "partners/key_replace.html"
    page_title = "Replace key"
    header_icon = "rotate"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the key."""
        super().setup(request, *args, **kwargs)
        self.key = get_object_or_404(ApiKey.objects.select_related("partner"), pk=kwargs["pk"])
        self.form = ReplaceForm(request.POST or None)

    def user_has_permission(self, permission: str) -> bool:
        """Whether the user may change keys, and those of this audience."""
        return bool(super().user_has_permission(permission)) and may_manage(self.request.user, self.key)

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """Return key and form."""
        return {**super().get_context_data(**given), "key": self.key, "form": self.form}

    def post(self, request: HttpRequest, **given: Any) -> HttpResponse:
        """Replace the key and show the new one."""
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        before = describe(self.key)
        try:
            with transaction.atomic():
                successor, token = replace(self.key, timedelta(days=self.form.cleaned_data["days"]))
                self.key.refresh_from_db()
                record(self.key, KEY_REPLACED, request.user, before)
                record(successor, KEY_MADE, request.user)
        except NotReplaceableError as error:
            messages.error(request, str(error))
            return redirect("partner_keys:index")
        return show_once(request, successor, token.text)


class KeyViewSet(ModelViewSet):
    """API keys."""

    model = ApiKey
    name = "partner_keys"
    url_prefix = "partners/keys"
    icon = "key"
    menu_label = "API keys"
    index_view_class = KeyIndexView
    add_view_class = KeyCreateView
    edit_view_class = KeyEditView
    delete_view_class = KeyRevokeView
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = key_form
    list_display = [
        TitleColumn("label", label="Key", url_name="partner_keys:edit", accessor=str),
        Column("partner", label="Partner", sort_key="partner__name"),
        Column("audience", label="Reads", accessor=lambda key: Audience(key.audience).label.partition(":")[0]),
        Column("state", label="State", accessor=describe_state),
        Column("expires_at", label="Expires", accessor=format_expiry, sort_key="expires_at"),
        DateColumn("last_used_at", label="Last used", sort_key="last_used_at"),
    ]
    list_filter = ["partner", "audience"]
    search_fields = ["label", "prefix", "partner__name"]
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the URL for replacing a key."""
        return [
            *super().get_urlpatterns(),
            path("replace/<int:pk>/", KeyReplaceView.as_view(), name="replace"),
        ]
