"""Registered operations in Wagtail's admin: they can be registered, viewed and retired, but not edited or deleted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Textarea
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from graphql_api.operations.registration import register
from graphql_api.operations.texts import OperationError, OperationText
from partners.models import RegisteredOperation
from partners.wagtail_admin.audit import OPERATION_REGISTERED, OPERATION_RETIRED, record_operation

HELP = (
    "One operation with its fragments, exactly as in the app, which requests it by the hash of this text. It is "
    "validated, priced and tried before it is registered."
)
TEXT = Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "w-font-mono"})


class OperationForm(WagtailAdminModelForm):
    """A partner and a text, registered in the same way as with the command."""

    def clean_text(self) -> str:
        """Keep the text unchanged: clients request it by its hash."""
        text: str = self.data.get("text", "").replace("\r\n", "\n")
        return text

    def clean(self) -> dict[str, Any]:
        """Register the operation, or report why it cannot be registered."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            try:
                partner, text = cleaned["partner"], OperationText.parse(cleaned["text"])
                if RegisteredOperation.objects.filter(partner=partner, sha256=text.sha256, retired_at=None).exists():
                    raise OperationError(f"{text.name} is already registered with the same text.")
                self.instance = register(partner, [text], self.for_user)[0]
            except OperationError as error:
                raise ValidationError({"text": str(error)}) from None
        return cleaned


class OperationIndexView(IndexView):
    """Active and retired operations."""

    def get_base_queryset(self) -> QuerySet[RegisteredOperation]:
        """Return the operations with their partners, in one query."""
        operations: QuerySet[RegisteredOperation] = super().get_base_queryset()
        return operations.select_related("partner", "registered_by").defer("text")


class OperationCreateView(CreateView):
    """Registers an operation."""

    page_title = "Register"

    def get_success_buttons(self) -> list[Any]:
        """Show no buttons: operations cannot be edited."""
        return []

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Register and log in one transaction."""
        return super().post(request, *args, **kwargs)

    def save_instance(self) -> RegisteredOperation:
        """Log the operation that the form has registered."""
        operation: RegisteredOperation = self.form.instance
        record_operation(operation, OPERATION_REGISTERED, self.request.user)
        return operation


class OperationInspectView(InspectView):
    """Shows an operation."""

    page_title = "Operation"

    @property
    def header_more_buttons(self) -> list[Button]:
        """Show a button that retires the operation."""
        url = self.get_delete_url()
        return [Button("Retire", url=url, icon_name="bin")] if url and not self.object.retired_at else []

    def get_text_display_value(self) -> str:
        """Return the text with its line breaks."""
        return format_html('<pre class="w-whitespace-pre-wrap">{}</pre>', self.object.text)

    def get_retired_at_display_value(self) -> Any:
        """Return when it was retired."""
        return self.object.retired_at or "Not retired"


class OperationEditView(EditView):
    """Redirects to the inspect view: operations cannot be edited, because another text has another hash."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Redirect."""
        return redirect("partner_operations:inspect", kwargs["pk"])


class OperationRetireView(DeleteView):
    """Retires an operation instead of deleting it."""

    page_title = "Retire"
    template_name = "graphql_api/operation_retire.html"
    success_message = "%(object)s is retired: running processes stop answering it within a second."

    @transaction.atomic
    def delete_action(self) -> None:
        """Retire the operation and log it."""
        self.object.retire()
        record_operation(self.object, OPERATION_RETIRED, self.request.user)


class OperationViewSet(ModelViewSet):
    """Registered operations."""

    model = RegisteredOperation
    name = "partner_operations"
    url_prefix = "partners/operations"
    icon = "code"
    menu_label = "Registered operations"
    menu_order = 4
    menu_hook = "register_partners_menu_item"
    index_view_class = OperationIndexView
    add_view_class = OperationCreateView
    edit_view_class = OperationEditView
    inspect_view_class = OperationInspectView
    delete_view_class = OperationRetireView
    inspect_view_enabled = True
    inspect_view_fields = ["partner", "name", "sha256", "text", "price", "registered_at", "registered_by", "retired_at"]
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [FieldPanel("partner"), FieldPanel("text", heading="Operation", help_text=HELP, widget=TEXT)],
        base_form_class=OperationForm,
    )
    list_display = [
        TitleColumn("name", label="Operation", url_name="partner_operations:inspect", sort_key="name"),
        Column("partner", label="Partner", sort_key="partner__name"),
        Column("price", label="Maximum cost", sort_key="price"),
        DateColumn("registered_at", label="Registered", sort_key="registered_at"),
        DateColumn("retired_at", label="Retired", sort_key="retired_at"),
    ]
    list_filter = ["partner"]
    search_fields = ["name", "sha256", "sha1", "md5", "partner__name"]
    list_per_page = 50
