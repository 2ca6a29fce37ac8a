"""Wagtail's command, implemented as in the worker: a transaction for each page, reloaded while holding the lock."""

from typing import Any

from wagtail.management.commands.publish_scheduled import Command as PublishScheduled

from cms.jobs.schedule import Schedule


class Command(PublishScheduled):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
        else:
            Schedule().publish_due()
