"""References within content: finding their targets and resolving them to links."""

from uuid import UUID, uuid4

from publishing.content.blocks import (
    DocumentBlock,
    EmbedBlock,
    File,
    Image,
    ImageBlock,
    LinkListBlock,
    ListedLink,
    Rendition,
    RichTextBlock,
    Step,
    StepsBlock,
)
from publishing.content.fields import Target
from publishing.content.references import (
    add_link_titles,
    find_references,
    find_targets,
    resolve_links,
    resolve_links_for_display,
)
from publishing.kinds import Kind
from publishing.kinds.project import ProjectDetails, ProjectPartner
from tests.publishing.documents import DETAILS

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def link(key: UUID, text: str = "", target: Target = "content") -> str:
    """Return the HTML of a reference."""
    return f'<a data-{target}="{key}">{text}</a>'


def test_references_of_rich_text_are_found_in_order() -> None:
    html = f"<p>{link(A, 'a')} {link(B, 'b', 'asset')} <a href='https://example.org'>c</a></p>"
    assert list(find_references(html)) == [("content", A), ("asset", B)]


def test_targets_are_found_in_blocks_at_any_depth() -> None:
    body = (
        EmbedBlock(id=uuid4(), content_id=A),
        LinkListBlock(
            id=uuid4(), links=(ListedLink(title="x", content_id=B), ListedLink(title="y", url="https://e.org"))
        ),
        StepsBlock(id=uuid4(), steps=(Step(title="x", html=f"<p>{link(C, 'c')}</p>"),)),
        RichTextBlock(id=uuid4(), html=f"<p>{link(D, 'd', 'asset')}</p>"),
    )
    assert find_targets(body) == ({A, B, C}, {D})


def test_files_and_renditions_are_assets() -> None:
    image = Image(alt="x", renditions=(Rendition(asset=A, width=1, height=1, content_type="image/webp"),))
    file = File(asset=B, title="x", filename="x.pdf", content_type="application/pdf", size=1)
    parts = (ImageBlock(id=uuid4(), image=image), DocumentBlock(id=uuid4(), file=file))
    assert find_targets(parts, None).assets == {A, B}


def test_partners_of_a_project_are_targets() -> None:
    project = DETAILS[Kind.PROJECT]
    assert isinstance(project, ProjectDetails)
    assert find_targets(
        project.model_copy(update={"partners": (ProjectPartner(organisation=A, side="police"),)})
    ).contents == {A}


def test_a_resolved_link_has_the_attributes_of_its_target_escaped() -> None:
    html = resolve_links(f"<p>{link(A, 'a')}</p>", lambda target, key: {"href": f'/{target}/?"&'}, lambda key: None)
    assert html == '<p><a href="/content/?&quot;&amp;">a</a></p>'


def test_of_a_link_to_hidden_content_only_the_text_is_left() -> None:
    html = f"<p>{link(A, 'a')} {link(B, 'b', 'asset')}</p>"
    assert resolve_links(html, lambda target, key: None, lambda key: None) == "<p>a b</p>"


def test_a_link_without_a_text_shows_the_title_of_its_target() -> None:
    assert add_link_titles(f"<p>{link(A)}</p>", lambda key: "Tom & Ann") == f"<p>{link(A, 'Tom &amp; Ann')}</p>"


def test_an_element_is_removed_with_the_hidden_link_that_was_all_it_held() -> None:
    html = f"<p>Read</p><ul><li>{link(A)}</li></ul><p><strong>{link(A)}</strong></p>"
    assert add_link_titles(html, lambda key: None) == "<p>Read</p>"
    assert add_link_titles("<p></p>", lambda key: None) == "<p></p>"  # an empty element that was published stays


def test_only_for_display_unsafe_links_of_old_editions_are_removed() -> None:
    html = f'<p><a href="javascript:x">old</a> {link(A, "a")}</p>'
    get_attributes = lambda target, key: {"href": "/a/"}  # noqa: E731
    assert resolve_links_for_display(html, get_attributes, lambda key: None) == '<p>old <a href="/a/">a</a></p>'
    assert "javascript" in resolve_links(html, get_attributes, lambda key: None)
