"""The form field for an area: GeoJSON as text, which a map above it reads and writes if scripts run."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse

from publishing.geography.geojson import MAX_BYTES, parse_geometry
from publishing.infrastructure.frontend import built_url


class AreaWidget(forms.Textarea):
    """A text with a map. The map shows the country that is chosen in the same form, and the form's other areas."""

    def __init__(self, rows: int = 3) -> None:
        super().__init__({"rows": rows, "spellcheck": "false", "maxlength": MAX_BYTES, "data-controller": "area-map"})

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the URL of outlines, in which ZZ is to be replaced by a country's code."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-area-map-outlines-value": reverse("cms_outlines", args=["ZZ"])}

    @property
    def media(self) -> forms.Media:
        """The map's script and styles."""
        script: Any = Script(built_url("src/area-map/area-map.ts"), type="module")
        return forms.Media(js=[script], css={"all": [built_url("src/area-map/area-map.scss")]})


class GeometryField(forms.CharField):
    """An area as GeoJSON. Its value is the cleaned geometry, as text."""

    widget = AreaWidget

    def clean(self, value: Any) -> str:
        """Return the geometry in its one form. Raise ValidationError, which says what is wrong."""
        text = super().clean(value)
        try:
            return json.dumps(parse_geometry(text)) if text else ""
        except ValueError as error:
            raise ValidationError(str(error), code="invalid_geometry") from error
