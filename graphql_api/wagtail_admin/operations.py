"""Registered operations in Wagtail: registered, looked at, retired; never changed or deleted."""

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
from wagtail.log_actions import LogFormatter, log

from graphql_api.operations.files import OperationError, Text, text_of
from graphql_api.operations.registration import register
from partners.models import Partner, RegisteredOperation

REGISTERED, RETIRED = "graphql_api.register", "graphql_api.retire"


class Registered(LogFormatter):
    """An operation began to be answered."""

    label = message = "Operation registered"


class Retired(LogFormatter):
    """An operation is answered no more."""

    label = message = "Operation retired"


HELP = (
    "One operation with its fragments, to the byte as the app has it, which asks for it by the hash of this text. "
    "It is checked, priced and tried before it is registered."
)
TEXT = Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "w-font-mono"})
ACTIONS = {REGISTERED: Registered, RETIRED: Retired}


class OperationForm(WagtailAdminModelForm):
    """A partner and a text, which is registered as the command does it."""

    def clean_text(self) -> str:
        """Keep the text to the byte: clients ask for it by its hash."""
        text: str = self.data.get("text", "").replace("\r\n", "\n")
        return text

    def clean(self) -> dict[str, Any]:
        """Validate, price, try and register the operation; say what is wrong with it."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            try:
                self.instance = self._registered(cleaned["partner"], text_of(cleaned["text"]))
            except OperationError as error:
                raise ValidationError({"text": str(error)}) from None
        return cleaned

    def _registered(self, partner: Partner, text: Text) -> RegisteredOperation:
        if RegisteredOperation.objects.filter(partner=partner, sha256=text.sha256, retired_at=None).exists():
            raise OperationError(f"{text.name} is registered already, to the byte.")
        return register(partner, [text], self.for_user)[0]


class OperationIndexView(IndexView):
    """What is registered, and what was."""

    def get_base_queryset(self) -> QuerySet[RegisteredOperation]:
        """Return the operations with their partners: one query."""
        operations: QuerySet[RegisteredOperation] = super().get_base_queryset()
        return operations.select_related("partner", "registered_by").defer("text")


class OperationCreateView(CreateView):
    """Registers an operation."""

    page_title = "Register"

    def get_success_buttons(self) -> list[Any]:
        """Offer none: there is nothing to edit."""
        return []

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Register and log it together, or not at all."""
        return super().post(request, *args, **kwargs)

    def save_instance(self) -> RegisteredOperation:
        """Log what the form has registered."""
        operation: RegisteredOperation = self.form.instance
        log(operation, REGISTERED, user=self.request.user, data={"sha256": operation.sha256})
        return operation


class OperationPage(InspectView):
    """All of an operation."""

    page_title = "Operation"

    @property
    def header_more_buttons(self) -> list[Button]:
        """Offer to retire it."""
        address = self.get_delete_url()
        return [Button("Retire", url=address, icon_name="bin")] if address and not self.object.retired_at else []

    def get_text_display_value(self) -> str:
        """Return the text as it stands."""
        return format_html('<pre class="w-whitespace-pre-wrap">{}</pre>', self.object.text)

    def get_retired_at_display_value(self) -> Any:
        """Return since when it is answered no more."""
        return self.object.retired_at or "No: it is answered"


class OperationEditView(EditView):
    """Leads to what can be seen: another text would be another operation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead on."""
        return redirect("partner_operations:inspect", kwargs["pk"])


class OperationRetireView(DeleteView):
    """Retires an operation, where Wagtail would delete it."""

    page_title = "Retire"
    template_name = "graphql_api/operation_retire.html"
    success_message = "%(object)s is retired: processes that run forget it within a second."

    @transaction.atomic
    def delete_action(self) -> None:
        """Retire and log."""
        self.object.retire()
        log(self.object, RETIRED, user=self.request.user)


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
    inspect_view_class = OperationPage
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
        Column("price", label="Cost at most", sort_key="price"),
        DateColumn("registered_at", label="Registered", sort_key="registered_at"),
        DateColumn("retired_at", label="Retired", sort_key="retired_at"),
    ]
    list_filter = ["partner"]
    search_fields = ["name", "sha256", "partner__name"]
    list_per_page = 50
