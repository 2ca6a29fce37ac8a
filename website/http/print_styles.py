"""The style rule that prints the addresses of links within the site whole. Built style sheets do not know the site's
own address, and an attribute of every link would make every page longer."""

import hashlib

from django.conf import settings
from django.urls import reverse


def print_rule() -> str:
    """Return the rule."""
    return f'main a[href^="/"]::after {{ content: " ({settings.BASE_URL}" attr(href) ")"; }}\n'


def print_styles_url() -> str:
    """Return the URL of the style sheet with the rule. It changes with the rule, so browsers may keep what it names."""
    return reverse("website:print-styles", args=[hashlib.sha256(print_rule().encode()).hexdigest()[:12]])
