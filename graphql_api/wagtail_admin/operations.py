"""Registered operations in Wagtail: registered, looked at, retired; never changed or deleted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter, log

from graphql_api.operations.registering import register
from graphql_api.operations.texts import OperationError, text_of
from partners.models import RegisteredOperation

REGISTERED, RETIRED = "graphql_api.register", "graphql_api.retire"


class Registered(LogFormatter):
    """An operation began to be answered."""

    label = message = "Operation registered"


class Retired(LogFormatter):
    """An operation is answered no more."""

    label = message = "Operation retired"


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
                self.instance = register(cleaned["partner"], [text_of(cleaned["text"])], self.for_user)[0]
            except OperationError as error:
                raise ValidationError({"text": str(error)}) from None
        return cleaned


class OperationIndexView(IndexView):
    """What is registered, and what was."""

    def get_base_queryset(self) -> QuerySet[RegisteredOperation]:
        """Return the operations with their partners: one query."""
        operations: QuerySet[RegisteredOperation] = super().get_base_queryset()
        return operations.select_related("partner", "registered_by").defer("text")


class OperationCreateView(CreateView):
    """Registers an operation."""

    page_title = "Register"

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Register and log it together, or not at all."""
        return super().post(request, *args, **kwargs)

    def save_instance(self) -> RegisteredOperation:
        """Log what the form has registered."""
        operation: RegisteredOperation = self.form.instance
        log(operation, REGISTERED, user=self.request.user, data={"sha256": operation.sha256})
        return operation


class OperationEditView(EditView):
    """Leads to what can be seen: another text would be another operation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead on."""
        return redirect("partner_operations:inspect", kwargs["pk"])


class OperationRetireView(DeleteView):
    """Retires an operation, where Wagtail would delete it."""

    page_title = "Retire"
    success_message = "%(object)s is retired: processes that run forget it within ten seconds."

    @property
    def confirmation_message(self) -> str:
        """Say what will be."""
        return "Apps that ask for this operation by its hash will be told that there is none. Retire it?"

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
    menu_label = "Partner operations"
    menu_order = 325
    add_to_admin_menu = True
    index_view_class = OperationIndexView
    add_view_class = OperationCreateView
    edit_view_class = OperationEditView
    delete_view_class = OperationRetireView
    inspect_view_enabled = True
    inspect_view_fields = ["partner", "name", "sha256", "text", "price", "registered_at", "registered_by", "retired_at"]
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList([FieldPanel("partner"), FieldPanel("text")], base_form_class=OperationForm)
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
