"""Snippets in the admin: a menu for the vocabulary, and one for the threat level."""

from django.db.models import Model
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetCreateView
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.snippets.organisation import Organisation
from cms.snippets.sector import Sector
from cms.snippets.threat_level import ThreatLevel
from cms.snippets.topic import Topic


class RefusedCreateView(SnippetCreateView):
    """Responds 405: our choosers offer no form for a new snippet, and Wagtail's view fails without one."""

    http_method_names: list[str] = []


class HubChooserViewSet(SnippetChooserViewSet):
    """Chooses among existing snippets."""

    create_view_class = RefusedCreateView


class HubSnippetViewSet(SnippetViewSet):
    """The base of all snippets."""

    chooser_viewset_class = HubChooserViewSet
    copy_view_enabled = False


class NamedViewSet(HubSnippetViewSet):
    """The base of topics, sectors and organisations."""

    list_display = ["name", "slug", UpdatedAtColumn()]


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
    """Topics, sectors and organisations, which pages refer to."""

    menu_label = "Vocabulary"
    menu_icon = "list-ul"
    menu_order = 300
    items = (TopicViewSet, SectorViewSet, OrganisationViewSet)


class ThreatLevelViewSet(HubSnippetViewSet):
    """The history of threat levels. A new level is a new entry."""

    model: type[Model] = ThreatLevel
    icon = "warning"
    menu_label = "Threat level"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["level", "scope", "effective_at", BooleanColumn("published", label="Published")]
    list_filter = ["scope", "level"]
