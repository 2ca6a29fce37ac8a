"""Who may do what: four groups, each on the sections of its kinds, and one workflow for what waits for a moderator."""

from django.db import migrations

WRITE = ("add", "change")
PUBLISH = ("add", "change", "publish", "lock", "unlock")
MODERATE = ("change", "publish", "lock", "unlock")
# Group, its permissions on pages, and the slugs of the sections (None: the home pages, and so all below them).
PAGES = (
    ("Editor", WRITE, ("guidance", "work-streams", "projects", "briefings", "z-cards", "about")),
    ("Moderator", MODERATE, None),
    ("Moderator", WRITE, ("guidance", "work-streams", "projects", "briefings", "travel-advice", "z-cards", "about")),
    ("Travel desk", PUBLISH, ("travel-advice",)),
    ("Duty officer", PUBLISH, ("briefings",)),
)
MODELS = (
    ("Editor", ("add", "change"), ("topic", "sector", "organisation")),
    ("Moderator", ("add", "change", "delete"), ("topic", "sector", "organisation")),
    ("Moderator", ("change",), ("home", "section")),
    ("Duty officer", ("add", "change"), ("threatlevel",)),
)
FILES = (
    ("wagtailimages", "image", ("add", "change", "choose")),
    ("wagtaildocs", "document", ("add", "change", "choose")),
)
GROUPS = ("Editor", "Moderator", "Travel desk", "Duty officer")


def permission(apps, app_label, model, action):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    # Django makes a model's permissions after the last migration only; it keeps those that it finds.
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {model}"},
    )
    return found


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Collection = apps.get_model("wagtailcore", "Collection")
    CollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Group.objects.filter(name__in=("Editors", "Moderators")).delete()
    admin = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    translate, _ = Permission.objects.get_or_create(
        content_type=apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="simple_translation", model="simpletranslation"
        )[0],
        codename="submit_translation",
        defaults={"name": "Can submit translations"},
    )
    root = Collection.objects.get(depth=1)
    for name in GROUPS:
        group = Group.objects.create(name=name)
        group.permissions.add(admin, translate)
        for app_label, model, actions in FILES:
            for action in actions:
                CollectionPermission.objects.create(
                    group=group, collection=root, permission=permission(apps, app_label, model, action)
                )


def give_permissions(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    PagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    for name, actions, slugs in PAGES:
        group = Group.objects.get(name=name)
        homes = Page.objects.filter(depth=2, content_type__app_label="cms")
        pages = homes if slugs is None else Page.objects.filter(depth=3, slug__in=slugs)
        for page in pages:
            for action in actions:
                PagePermission.objects.get_or_create(
                    group=group, page=page, permission=permission(apps, "wagtailcore", "page", action)
                )
    for name, actions, models in MODELS:
        for model in models:
            Group.objects.get(name=name).permissions.add(
                *(permission(apps, "cms", model, action) for action in actions)
            )


def make_workflow(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "Task")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    # Wagtail's own, for the group deleted above.
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task = GroupApprovalTask.objects.create(name="Approval by a moderator", content_type=content_type, active=True)
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name="Moderator"))
    workflow = Workflow.objects.create(name="Moderation", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for home in Page.objects.filter(depth=2, content_type__app_label="cms"):
        WorkflowPage.objects.create(workflow=workflow, page=home)


def make(apps, schema_editor):
    make_groups(apps, schema_editor)
    give_permissions(apps, schema_editor)
    make_workflow(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_tree"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("simple_translation", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
