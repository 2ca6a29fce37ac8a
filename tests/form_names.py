"""Names that no form control may have: a control hides the form property with its name (or id) from scripts.

In the HTML standard a form has a named getter with [LegacyOverrideBuiltIns]: `form.action` of a form with a control
named "action" is that control. So all properties of HTMLFormElement count, inherited ones included. The list
(form_names.txt) is Chromium's; tests/journeys/test_editing_forms.py compares it with the browser.
"""

from pathlib import Path

PROPERTIES = frozenset(Path(__file__).with_suffix(".txt").read_text().split())

TOLERATED = {
    "name": "Wagtail's own (groups, workflows, collections) and our vocabulary: no script reads a form's name.",
    "title": "Wagtail's own (pages, images, documents): no script reads a form's tooltip.",
}

# Forms of Wagtail only: the path, the name, and why it does no harm.
WAGTAILS_OWN = {
    "admin/reports/site-history/": {"action"},  # a filter: its script has the URL from elsewhere
}
