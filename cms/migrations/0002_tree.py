"""The tree every hub has: English and Welsh, a home page in each, and a section for each kind.

In a migration, so that groups can be given their permissions on the sections (0003). The log learns of these pages
from the worker, in its first round (cms/jobs/initial_pages.py).
"""

from uuid import uuid4

from django.db import migrations
from django.utils import timezone

LOCALES = ("en-gb", "cy")
HOMES = {"en-gb": ("home", "Step Change"), "cy": ("home-cy", "Newid Sylweddol")}
SECTIONS = (
    ("guidance", "guidance", "Guidance", "Canllawiau"),
    ("work_stream", "work-streams", "Work-streams", "Ffrydiau gwaith"),
    ("project", "projects", "Projects", "Prosiectau"),
    ("briefing", "briefings", "Briefings", "Briffiau"),
    ("travel_advice", "travel-advice", "Travel advice", "Cyngor teithio"),
    ("z_card", "z-cards", "Z-cards", "Cardiau Z"),
    ("standard", "about", "About", "Amdanom ni"),
)


def page_fields(apps, model, locale, title, slug, key):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model=model)
    now = timezone.now()
    return {
        "content_type": content_type,
        "locale": locale,
        "title": title,
        "draft_title": title,
        "slug": slug,
        "translation_key": key,
        "live": True,
        "first_published_at": now,
        "last_published_at": now,
    }


def build(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    Home = apps.get_model("cms", "Home")
    Section = apps.get_model("cms", "Section")
    # Wagtail's welcome page; its site goes with it.
    Page.objects.filter(depth=2, url_path="/home/", content_type__model="page").delete()
    home_key = uuid4()
    section_keys = {section[1]: uuid4() for section in SECTIONS}
    taken = Page.objects.filter(depth=2).count()
    for number, code in enumerate(LOCALES, start=taken + 1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        slug, title = HOMES[code]
        home = Home.objects.create(
            path=f"0001{number:04}",
            depth=2,
            numchild=len(SECTIONS),
            url_path=f"/{slug}/",
            **page_fields(apps, "home", locale, title, slug, home_key),
        )
        for place, (kind, section, english, welsh) in enumerate(SECTIONS, start=1):
            Section.objects.create(
                path=f"{home.path}{place:04}",
                depth=3,
                numchild=0,
                url_path=f"{home.url_path}{section}/",
                lists=kind,
                **page_fields(
                    apps, "section", locale, welsh if code == "cy" else english, section, section_keys[section]
                ),
            )
        if code == "en-gb":
            Site.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True)
    Page.objects.filter(depth=1).update(numchild=taken + len(LOCALES))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
