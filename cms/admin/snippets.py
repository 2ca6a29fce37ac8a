"""Snippets in the admin: one menu for what pages refer to, and the threat level on its own."""

from django.db.models import Model
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.snippets.organisation import Organisation
from cms.snippets.sector import Sector
from cms.snippets.threat_level import ThreatLevel
from cms.snippets.topic import Topic


class NamedViewSet(SnippetViewSet):
    """What topics, sectors and organisations have in common."""

    list_display = ["name", "slug", UpdatedAtColumn()]
    copy_view_enabled = False


class TopicViewSet(NamedViewSet):
    """Topics."""

    model: type[Model] = Topic
    icon = "tag"


class SectorViewSet(NamedViewSet):
    """Sectors."""

    model: type[Model] = Sector
    icon = "group"


class OrganisationViewSet(NamedViewSet):
    """Organisations."""

    model: type[Model] = Organisation
    icon = "user"
    list_display = ["name", "side", "slug", UpdatedAtColumn()]
    list_filter = ["side"]


class VocabularyGroup(SnippetViewSetGroup):
    """What pages refer to."""

    menu_label = "Vocabulary"
    menu_icon = "list-ul"
    menu_order = 300
    items = (TopicViewSet, SectorViewSet, OrganisationViewSet)


class ThreatLevelViewSet(SnippetViewSet):
    """The history of threat levels; a new level is a new entry."""

    model: type[Model] = ThreatLevel
    icon = "warning"
    menu_label = "Threat level"
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["level", "scope", "effective_at", BooleanColumn("published", label="Published")]
    list_filter = ["scope", "level"]
