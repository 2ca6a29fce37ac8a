"""What word processors and mail programs leave in pasted text: comments, bookmarks, and links by way of a watcher.

A comment is a remark between colleagues, and goes with its mark. A footnote's number and text stay, as text.
"""

import re
from urllib.parse import parse_qs, urlsplit

from publishing.text.urls import internal_path, is_valid_url

_COMMENT_MARK = r"(?:_msocom_\d+|cmnt\d+)"
_COMMENT = r"(?:_msoanchor_\d+|cmnt_ref\d+)"
# Bookmarks of Word (_ftn1, _ftnref1, _edn1, _Toc123, _msoanchor_1), Google Docs and LibreOffice.
_BOOKMARK = re.compile(
    rf"_\w*|{_COMMENT_MARK}|{_COMMENT}|ftnt(?:_ref)?\d+|(?:heading|bookmark)=.*|sd(?:foot|end)note\d+\w*"
)

COMMENT_LIST = re.compile(r"<div[^>]*mso-element:\s*comment-list.*", re.DOTALL | re.IGNORECASE)
"""Word's list of comments: the end of what it puts on the clipboard."""
COMMENT_PARAGRAPH = re.compile(
    rf'<(p|h3)>\s*(?:<(?:strong|em)>)*<a [^>]*href="[^"]*#{_COMMENT}"[^>]*>.*?</\1>', re.DOTALL
)
"""A paragraph that begins with a link back to what it comments on, as nh3 writes it."""

_GOOGLE = ("google.com", "www.google.com")
_PROOFPOINT = re.compile(r"https://urldefense\.com/v3/__([^*]+?)__;")


def is_comment_link(address: str) -> bool:
    """Whether a link leads to a comment: its text is the comment's mark ([MB1])."""
    return _is_within(address) and bool(re.fullmatch(_COMMENT_MARK, urlsplit(address).fragment))


def is_leftover_bookmark(address: str) -> bool:
    """Whether a link leads to a bookmark in the document that a text was copied from."""
    return _is_within(address) and bool(_BOOKMARK.fullmatch(urlsplit(address).fragment))


def unwrap_url(address: str) -> str:
    """Return where a link leads that goes by way of a watcher: Outlook's or Teams' safe links, Google's, Proofpoint's.

    Theirs would tell a third party who follows it, and the address itself names the person the link was sent to.
    """
    for _ in range(3):  # one may be wrapped in another
        if not (wrapped := _wrapped(address)):
            break
        address = wrapped
    return address


def _wrapped(address: str) -> str:
    if found := _PROOFPOINT.match(address):
        return found[1]
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    safe = host.endswith(".safelinks.protection.outlook.com") or (
        host.endswith(".office.net") and "safelinks" in parts.path
    )
    if not (safe or (host in _GOOGLE and parts.path == "/url")):
        return ""
    query = parse_qs(parts.query)
    return next((values[0] for name in ("url", "q") if (values := query.get(name))), "")


def _is_within(address: str) -> bool:
    """Whether a link's fragment is one of a document that is nowhere: not of a page of another site."""
    if "#" not in address:
        return False
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    return not is_valid_url(address) or internal_path(address) is not None or host == "docs.google.com"
