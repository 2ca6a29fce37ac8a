"""How strictly each page is handled, and the files' place: a collection for each section, and a closed one beneath it.

Files move from the root collection to the section of a page that uses them: to its closed collection when only pages
above TLP:GREEN do. What no page is known to use stays in the root collection, for whoever uploaded it and for
administrators. Groups' permissions on the root collection become permissions on the collections of the sections that
they cover, and on what other collections there were; a group that covers no section keeps what it has.

Apart from the tables (0006_handling): PostgreSQL alters no table in a transaction that has written to it.
"""

from django.db import migrations
from treebeard.mp_tree import MP_Node

OPEN, RED = 10, 40
WIDEST = {"CLEAR": 0, "GREEN": 10, "AMBER": 20, "AMBER+STRICT": 30, "RED": RED}
SECTION_DEPTH = 3


def level_of(audience, marking):
    if not isinstance(audience, int):
        audience = 30
    return RED if marking not in WIDEST or marking == "RED" else max(audience, WIDEST[marking])


def record_handling(apps, schema_editor):
    PageHandling = apps.get_model("cms", "PageHandling")
    Page = apps.get_model("wagtailcore", "Page")
    rows = {}
    for model in apps.get_app_config("cms").get_models():
        if any(field.name == "marking" for field in model._meta.get_fields()):
            rows |= {pk: level_of(*held) for pk, *held in model.objects.values_list("pk", "audience", "marking")}
    drafts = Page.objects.filter(pk__in=list(rows), latest_revision__isnull=False)
    for pk, content in drafts.values_list("pk", "latest_revision__content").iterator():
        if "marking" in content:
            rows[pk] = max(rows[pk], level_of(content.get("audience"), content["marking"]))
    PageHandling.objects.bulk_create(
        [PageHandling(page_id=pk, level=level) for pk, level in rows.items()], ignore_conflicts=True
    )


def add_collection(Collection, parent, name):
    last = Collection.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).order_by("path").last()
    step = MP_Node._str2int(last.path[-MP_Node.steplen :]) + 1 if last else 1
    parent.numchild += 1
    parent.save()
    path = MP_Node._get_path(parent.path, parent.depth + 1, step)
    return Collection.objects.create(path=path, depth=parent.depth + 1, numchild=0, name=name)


def make_collections(apps, schema_editor):
    """Return the section of each path of the tree, by the path of its page, in every language."""
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    SectionFiles = apps.get_model("cms", "SectionFiles")
    root = Collection.objects.get(depth=1)
    places = {}
    sections = Page.objects.filter(depth=SECTION_DEPTH, content_type__app_label="cms", content_type__model="section")
    # English first: its titles name the collections, which Wagtail keeps in the order of their names.
    for section in sorted(sections, key=lambda page: (page.path[: 4 * 2], page.title)):
        files = SectionFiles.objects.filter(section_key=section.translation_key).first()
        if files is None:
            collection = add_collection(Collection, root, section.title[:255])
            closed = add_collection(Collection, collection, f"{section.title[:220]}: closed (above TLP:GREEN)")
            files = SectionFiles.objects.create(
                section_key=section.translation_key, collection=collection, closed=closed
            )
        places[section.path] = files
    return places


def move_files(apps, places):
    ContentType = apps.get_model("contenttypes", "ContentType")
    ReferenceIndex = apps.get_model("wagtailcore", "ReferenceIndex")
    Page = apps.get_model("wagtailcore", "Page")
    paths = dict(Page.objects.values_list("pk", "path"))
    levels = dict(apps.get_model("cms", "PageHandling").objects.values_list("page_id", "level"))
    page_type = ContentType.objects.filter(app_label="wagtailcore", model="page").first()
    for label, name in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        model = apps.get_model(label, name)
        file_type = ContentType.objects.filter(app_label=label, model=name).first()
        if page_type is None or file_type is None:
            continue
        uses = {}
        found = ReferenceIndex.objects.filter(to_content_type=file_type, base_content_type=page_type)
        for file, page in found.values_list("to_object_id", "object_id"):
            if paths.get(int(page), "")[: 4 * SECTION_DEPTH] in places:
                uses.setdefault(int(file), []).append(int(page))
        for file in model.objects.filter(pk__in=list(uses), collection__depth=1):
            # An open page first: only what no open page uses is closed.
            page = min(uses[file.pk], key=lambda pk: (levels.get(pk, RED) > OPEN, pk))
            held = places[paths[page][: 4 * SECTION_DEPTH]]
            file.collection = held.collection if levels.get(page, RED) <= OPEN else held.closed
            file.save(update_fields=["collection"])


def covers(paths, section_path):
    return any(section_path.startswith(path) or path.startswith(section_path) for path in paths)


def replace_permissions(apps, places):
    Collection = apps.get_model("wagtailcore", "Collection")
    CollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    PagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    ours = {held.collection_id for held in places.values()}
    others = list(Collection.objects.filter(depth=2).exclude(pk__in=ours).values_list("pk", flat=True))
    of_root = CollectionPermission.objects.filter(
        collection__depth=1, permission__content_type__app_label__in=("wagtailimages", "wagtaildocs")
    )
    for granted in of_root:
        paths = PagePermission.objects.filter(group=granted.group_id).values_list("page__path", flat=True)
        covered = {held.collection_id for path, held in places.items() if covers(paths, path)}
        if not covered:
            continue
        for collection in [*covered, *others]:
            CollectionPermission.objects.get_or_create(
                group_id=granted.group_id, collection_id=collection, permission_id=granted.permission_id
            )
        granted.delete()


def place(apps, schema_editor):
    record_handling(apps, schema_editor)
    places = make_collections(apps, schema_editor)
    move_files(apps, places)
    replace_permissions(apps, places)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0006_handling"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]
    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
