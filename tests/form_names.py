"""The names that no form's control may have: a control hides the form's own property of its name (or id) from scripts.

By the HTML standard a form has a named getter with [LegacyOverrideBuiltIns]: `form.action` of a form with a control
named "action" is that control. So every property of HTMLFormElement and of all it inherits from counts. The list
(form_names.txt) is Chromium's; tests/journeys/test_editing_forms.py compares it with the browser's own.
"""

from pathlib import Path

PROPERTIES = frozenset(Path(__file__).with_suffix(".txt").read_text().split())

TOLERATED = {
    "name": "Wagtail's own (groups, workflows, collections) and our vocabulary: no script reads a form's name.",
    "title": "Wagtail's own (pages, images, documents): no script reads a form's tooltip.",
}

# Forms of Wagtail's alone: where, which name, and why it does no harm.
WAGTAILS_OWN = {
    "admin/reports/site-history/": {"action"},  # a filter, which its script sends to the address it is given apart
}
