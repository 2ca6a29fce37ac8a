"""The base of all page types: audience and handling, change notes, and conversion to an edition of the log."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase

from cms.content.cleaning import CleanedModel, check_rich_text_links, clean_model
from cms.content.converter import Converter
from cms.content.details import build_details
from cms.content.draft_rules import errors_blocking_draft
from cms.content.paths import public_path
from cms.editing.forms import HubPageForm
from cms.editing.panels import build_tabs
from cms.editing.partner_previews import find_partner_key, partner_modes, render_partner_preview
from cms.editing.preview import MODES, render_preview
from cms.lifecycle.recorded_page import RecordedPage
from cms.pages.fields import IndexedManyToManyField
from cms.pages.validation import check_change_note, check_handling, check_path, check_unique
from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import AnyBlock
from publishing.kinds import Kind, Relation, UpdateType
from publishing.kinds.declaration import Details
from publishing.log.new_edition import NewEdition, Reference


class HubPage(RecordedPage, CleanedModel):
    """Base of every page type. Subclasses override computed_details(), references(), blocks() and the panels."""

    kind: ClassVar[Kind]
    write_panels: ClassVar[list[Any]] = []
    facts_panels: ClassVar[list[Any]] = []
    detail_columns: ClassVar[dict[str, str]] = {}
    """Maps details to fields, where their names differ."""
    unique_field: ClassVar[str] = ""
    """The field with the page's code, which no other page in the same language may have."""
    # Wagtail's page privacy is not used: the audience replaces it.
    private_page_options: ClassVar[list[str]] = []
    base_form_class = HubPageForm
    is_unfinished = False
    """Set by the form while it validates a draft that is saved but not published."""
    show_in_menus_default = False

    summary = models.TextField(
        blank=True, help_text="One or two sentences, shown in lists, in search results and when the page is shared."
    )
    image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown in lists and when the page is shared.",
    )
    image_alt = models.CharField(
        "image description", max_length=255, blank=True, help_text="Describe the image for people who cannot see it."
    )
    topics = IndexedManyToManyField(
        "cms.Topic",
        blank=True,
        related_name="+",
        limit_choices_to={"locale__language_code": "en-gb"},
        help_text="Readers can find the page under these topics, and follow them.",
    )
    content_owner = models.CharField(
        max_length=255, blank=True, help_text="The team responsible for this page. Readers can see it."
    )
    review_date = models.DateField(null=True, blank=True, help_text="When the owner should review the page.")
    reviewed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the page was last reviewed as a whole, even if nothing was changed."
    )
    audience = models.PositiveSmallIntegerField(
        choices=Audience.choices,
        default=Audience.PUBLIC,
        help_text="For everyone else, the page does not exist.",
    )
    marking = models.CharField(
        "handling marking",
        max_length=12,
        choices=Marking.choices,
        default=Marking.CLEAR,
        help_text="Traffic Light Protocol 2.0. It limits the audience, and is shown at the top of the page.",
    )
    named_projects = IndexedManyToManyField(
        "cms.ProjectPage",
        blank=True,
        related_name="+",
        limit_choices_to={"locale__language_code": "en-gb"},
        help_text="For the audience of named people: members of these projects may read the page.",
    )
    update_type = models.CharField(
        max_length=5,
        choices=UpdateType.choices,
        default=UpdateType.MAJOR,
        help_text="A major update moves the page up in lists and notifies its followers.",
    )
    change_note = models.TextField(
        blank=True, help_text="What changed, for people who have read the page before. Required for a major update."
    )
    replaced_by = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="After this page is unpublished, its address says that the page chosen here replaces it.",
    )
    moved_to = models.URLField(
        blank=True, help_text="After this page is unpublished, readers are redirected to this address on another site."
    )

    # A copy is a new page that has not been published before.
    exclude_fields_in_copy = ["first_published_at"]
    parent_page_types: ClassVar[list[str]] = ["cms.Section"]
    subpage_types: ClassVar[list[str] | None] = []

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Build the edit form of each page type, with a tab for each task."""
        super().__init_subclass__(**kwargs)
        if cls.write_panels:
            cls.edit_handler = build_tabs(cls)

    @classmethod
    def can_exist_under(cls, parent: Any) -> bool:
        """Whether Wagtail's rules allow it, and the section accepts pages of this kind."""
        lists = getattr(parent.specific, "lists", cls.kind)
        return super().can_exist_under(parent) and cls.kind in (Kind.SECTION, lists)

    def clean_fields(self, exclude: Any = None) -> None:
        """Validate the fields. Those of an unfinished draft only have to be storable."""
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = errors_blocking_draft(error.error_dict) if self.is_unfinished else error.error_dict
            if errors:
                raise ValidationError(errors) from error

    def minimal_clean(self) -> None:
        """Clean the texts of a draft, then validate what even a draft needs."""
        try:
            clean_model(self)
        except ValidationError as error:
            if errors := errors_blocking_draft(error.error_dict):
                raise ValidationError(errors) from error
        super().minimal_clean()

    def clean(self) -> None:
        """Validate as Wagtail does and, unless an unfinished draft is saved, check what readers rely on."""
        super().clean()
        if not self.is_unfinished:
            self.clean_for_readers()

    def clean_for_readers(self) -> None:
        """Check what a published page needs, but a draft does not."""
        check_rich_text_links(self)
        check_handling(self)
        check_path(self)
        if self.unique_field:
            check_unique(self, self.unique_field)
        check_change_note(self)

    def advice(self) -> Iterator[tuple[str, str]]:
        """Yield what the checklist advises for this kind of page: fields, and what to do."""
        return iter(())

    # --- Viewing it: Wagtail serves no pages, the website does -----------------------------------
    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return site, root URL and public path, None for a page outside the home pages' trees."""
        sites = self._get_relevant_site_root_paths(request)
        if not sites:
            return None
        return sites[0][0], settings.WAGTAILADMIN_BASE_URL, self.public_path()

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Return the modes of the preview, among them partners' front ends once the page is saved."""
        return [*MODES, *partner_modes()] if self.pk else MODES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Render the page as the website will, as data, or as an offer to preview it in a partner's front end."""
        if key := find_partner_key(mode_name):
            return render_partner_preview(request, self, key)
        return render_preview(request, self.build_edition, mode_name)

    # --- Publication -----------------------------------------------------------------------------
    def public_path(self) -> str:
        """Return the path at which readers find the page."""
        return public_path(self.url_path, self.locale.language_code)

    def details(self, converter: Converter) -> Details:
        """Return the details of its kind."""
        return build_details(self, self.computed_details(converter))

    def computed_details(self, converter: Converter) -> dict[str, object]:
        """Return the details that are not simply a field of the page."""
        return {}

    def references(self) -> Iterator[Reference]:
        """Yield the items that the page refers to outside its body."""
        for topic in self.topics.all():
            yield Reference(relation=Relation.TOPIC, target=topic.translation_key)

    def blocks(self, converter: Converter) -> tuple[AnyBlock, ...]:
        """Return the body, if the page type has one."""
        return ()

    def times(self) -> dict[str, Any]:
        """Return effective_at and expires_at."""
        return {"expires_at": self.expire_at}

    def build_edition(self) -> NewEdition:
        """Return the page's content as an edition for the log."""
        converter = Converter()
        image = converter.image(self.image, self.image_alt, decorative=not self.image_alt) if self.image else None
        body, details = self.blocks(converter), self.details(converter)
        return NewEdition(
            content_id=self.translation_key,
            locale=self.locale.language_code,
            kind=self.kind,
            path=self.public_path(),
            title=self.title,
            summary=self.summary,
            image=image,
            body=body,
            details=details,
            references=(*self.references(), *converter.references()),
            assets=converter.assets(),
            code=getattr(self, self.unique_field) if self.unique_field else "",
            audience=Audience(self.audience),
            marking=Marking(self.marking),
            projects=tuple(project.translation_key for project in self.named_projects.all()),
            owner=self.content_owner,
            review_date=self.review_date,
            reviewed_at=self.reviewed_at,
            update_type=UpdateType(self.update_type),
            change_note=self.change_note,
            **self.times(),
        )

    def edition_languages(self) -> tuple[str, ...]:
        """Return the language of the page."""
        return (self.locale.language_code,)

    def build_editions(self) -> tuple[NewEdition, ...]:
        """Return the page's content as editions for the log: each language has a page of its own."""
        return (self.build_edition(),)
