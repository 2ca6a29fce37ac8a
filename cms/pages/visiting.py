"""Where editors go to see a page: the hub's own address, and a preview that the website renders."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from cms.editing.preview import MODES, render_preview
from cms.lifecycle.recorded_page import RecordedPage


class Visited(RecordedPage):
    """For page types. Wagtail serves no page itself: the website reads the log."""

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return site, root address and the hub's path; None for what is outside the home pages' trees."""
        sites = self._get_relevant_site_root_paths(request)
        if not sites:
            return None
        return sites[0][0], settings.WAGTAILADMIN_BASE_URL, self.public_path()

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Return the channels that an editor can look at."""
        return MODES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Show the page as the website will, or as the data that programs get."""
        return render_preview(request, self.build_edition, mode_name)
