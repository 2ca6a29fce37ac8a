"""Which images and documents a member of staff may see: those of pages they may see, and of their sections."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, Page, ReferenceIndex

from cms.staff.models import OPEN_STRICTNESS, SectionFiles
from cms.staff.visibility import current_visibility, sees_everything, visible_pages


def file_models() -> tuple[Any, Any]:
    """Return the models of images and documents."""
    return get_image_model(), get_document_model()


def visible_files(user: Any, model: Any) -> QuerySet[Any]:
    """Return the images or documents that a member of staff may see."""
    if sees_everything(user):
        return model.objects.all()  # type: ignore[no-any-return]
    if not user.is_active or user.is_anonymous:
        return model.objects.none()  # type: ignore[no-any-return]
    visible = visible_pages(user)
    # A draft at TLP:GREEN must not open a closed file: editors who may not see the file can save such a draft.
    lasting = visible.filter(Q(live=True) | Q(handling__level__gt=OPEN_STRICTNESS) | Q(owner_id=user.pk))
    is_closed = Q(collection__in=SectionFiles.objects.values("closed"))
    used_by_visible = Q(pk__in=_used_by(model, lasting)) | (Q(pk__in=_used_by(model, visible)) & ~is_closed)
    in_sections = Q(collection__in=_open_collections(user, model))
    used_by_hidden = Q(pk__in=_used_by(model, Page.objects.exclude(pk__in=visible.values("pk"))))
    return model.objects.filter(  # type: ignore[no-any-return]
        Q(uploaded_by_user=user) | used_by_visible | (in_sections & ~used_by_hidden)
    )


def is_file_hidden(file: Any) -> bool:
    """Whether an image or document is hidden from the user of the current request."""
    visibility = current_visibility()
    if visibility is None or visibility.is_unlimited:
        return False
    return not visible_files(visibility.user, type(file)).filter(pk=file.pk).exists()


def _open_collections(user: Any, model: Any) -> QuerySet[Collection]:
    covered = Q(pk__in=())
    granted = GroupCollectionPermission.objects.filter(
        group__user=user, permission__content_type=ContentType.objects.get_for_model(model)
    )
    for path in granted.values_list("collection__path", flat=True):
        covered |= Q(path__startswith=path)
    collections: QuerySet[Collection] = Collection.objects.filter(covered)
    return collections.exclude(pk__in=SectionFiles.objects.values("closed"))


def _used_by(model: Any, pages: QuerySet[Any]) -> QuerySet[Any]:
    """Return the keys of the files that any of the pages use."""
    uses: QuerySet[Any] = (
        ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(model),
            base_content_type=ContentType.objects.get_for_model(Page),
        )
        .filter(object_id__in=text_keys(pages))
        .values(file=Cast("to_object_id", IntegerField()))
    )
    return uses


def text_keys(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Return primary keys as text, as in Wagtail's reference index."""
    return pages.order_by().values(key=Cast("pk", CharField()))


def visible_tags(user: Any, *models: Any) -> QuerySet[Tag]:
    """Return the tags of the images or documents that a member of staff may see: tags can reveal as much as titles."""
    used = Q(pk__in=())
    for model in models:
        used |= Q(
            taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
            taggit_taggeditem_items__object_id__in=visible_files(user, model).values("pk"),
        )
    tags: QuerySet[Tag] = Tag.objects.filter(used)
    return tags
