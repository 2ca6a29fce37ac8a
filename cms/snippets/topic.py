"""Topics of content."""

from django.http import HttpRequest, HttpResponseBase
from wagtail.models import PreviewableMixin

from cms.content.paths import locale_prefix
from cms.editing.preview import render_preview
from cms.snippets.named import NamedSnippet
from publishing.kinds import Kind


class Topic(PreviewableMixin, NamedSnippet):
    """A topic. Its page lists the content about it."""

    kind = Kind.TOPIC

    class Meta(NamedSnippet.Meta):
        verbose_name = "topic"

    def public_path(self) -> str:
        """Return the path of the topic's page."""
        return f"{locale_prefix(self.locale.language_code)}/topics/{self.slug}/"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Render the topic's page as the website will."""
        return render_preview(request, self.build_edition)
