"""Writes the body of a part as GOV.UK's content API does: one text of HTML, with the classes of its boxes."""

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from publishing.content.blocks import (
    AnyBlock,
    Body,
    CalloutBlock,
    ContactBlock,
    DocumentBlock,
    EmbedBlock,
    HeadingBlock,
    ImageBlock,
    LinkListBlock,
    QuoteBlock,
    RichTextBlock,
    StepsBlock,
    TableBlock,
)
from website.pages.links import Links, item_url

NOTICES = {"information": ("info-notice", "Information"), "warning": ("help-notice", "Warning")}
URGENT = NOTICES["warning"]


def write_html(body: Body, links: Links) -> str:
    """Return blocks as HTML with absolute links."""
    return "\n".join(filter(None, (_write(block, links) for block in body)))


def _write(block: AnyBlock, links: Links) -> SafeString | str:
    match block:
        case HeadingBlock():
            return format_html('<h{} id="{}">{}</h{}>', block.level, block.anchor, block.text, block.level)
        case RichTextBlock():
            return _resolve(block.html, links)
        case CalloutBlock():
            return _write_callout(block, links)
        case StepsBlock():
            entries = ((step.title, _resolve(step.html, links)) for step in block.steps)
            return format_html("<ol>{}</ol>", format_html_join("", "<li><strong>{}</strong>{}</li>", entries))
        case TableBlock():
            return _write_table(block)
        case QuoteBlock():
            paragraphs = format_html_join("", "<p>{}</p>", ((text,) for text in block.text.split("\n\n")))
            return format_html("<blockquote>{}</blockquote>", paragraphs)
        case ContactBlock():
            return _write_contact(block)
        case _:
            return _write_files_and_links(block, links)


def _write_files_and_links(
    block: ImageBlock | DocumentBlock | LinkListBlock | EmbedBlock, links: Links
) -> SafeString | str:
    match block:
        case ImageBlock(image=image) if image.source:
            url = _absolute(links.file_url(image.source.asset))
            return format_html('<figure><img src="{}" alt="{}"></figure>', url, image.alt)
        case DocumentBlock(file=file):
            return format_html('<p><a href="{}">{}</a></p>', _absolute(links.file_url(file.asset)), file.title)
        case LinkListBlock():
            entries = ((_absolute(entry.url), entry.title) for entry in links.entries(block) if entry.url)
            return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', entries))
        case EmbedBlock() if (item := links.item(block.content_id)) and item.edition:
            return format_html('<p><a href="{}">{}</a></p>', _absolute(item_url(item)), item.edition.title)
    return ""


def _write_callout(block: CalloutBlock, links: Links) -> SafeString:
    name, label = NOTICES.get(block.tone, URGENT)
    title = format_html("<p><strong>{}</strong></p>", block.title) if block.title else ""
    return format_html(
        '<div role="note" aria-label="{}" class="application-notice {}">{}{}</div>',
        label,
        name,
        title,
        _resolve(block.html, links),
    )


def _write_table(block: TableBlock) -> SafeString:
    header = format_html_join("", '<th scope="col">{}</th>', ((column,) for column in block.columns))
    rows = (format_html_join("", "<td>{}</td>", ((cell,) for cell in row)) for row in block.rows)
    return format_html(
        "<table><caption>{}</caption>{}<tbody>{}</tbody></table>",
        block.caption,
        format_html("<thead><tr>{}</tr></thead>", header) if any(block.columns) else "",
        format_html_join("", "<tr>{}</tr>", ((row,) for row in rows)),
    )


def _write_contact(block: ContactBlock) -> SafeString:
    lines = [
        block.name,
        block.role,
        block.telephone and f"Telephone: {block.telephone}",
        block.email and f"Email: {block.email}",
        block.url,
        block.hours and f"Hours: {block.hours}",
    ]
    written = format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))
    return format_html('<div class="contact">{}</div>', written)


def _resolve(html: str, links: Links) -> SafeString:
    """Return rich text with absolute links. What the website adds for print is left out."""
    return mark_safe(links.resolve_for_export(html))  # noqa: S308 - publishing sanitised it


def _absolute(url: str) -> str:
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url
