"""Names that no form control may have: the control would hide the form's own property from scripts.

By the HTML standard a form has a named getter with [LegacyOverrideBuiltIns]: `form.action` of a form with a control
named "action" is that control. So every property of HTMLFormElement and its ancestors counts. The list
(form_names.txt) is Chromium's; tests/journeys/test_editing_forms.py compares it with the browser's own.
"""

from pathlib import Path

PROPERTIES = frozenset(Path(__file__).with_suffix(".txt").read_text().split())

TOLERATED = {
    "name": "Wagtail's own (groups, workflows, collections) and our vocabulary: no script reads a form's name.",
    "title": "Wagtail's own (pages, images, documents): no script reads a form's tooltip.",
}

# Forms that are only Wagtail's: the URL, the name, and why it does no harm.
WAGTAILS_OWN = {
    "admin/reports/site-history/": {"action"},  # a filter, which its script sends to a separate URL
}
