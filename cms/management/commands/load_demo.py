"""Load the demonstration content: manage.py load_demo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cms.loading.demonstration import CannotLoadError, Step, is_loaded, load


class Command(BaseCommand):
    help = "Publishes the demonstration content (cms/demo) as editors would. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("The demonstration is loaded already; what was edited since is kept.")
            return
        try:
            with tqdm(unit=" steps", disable=not options["verbosity"]) as bar:
                count = load(lambda plan: _shown(bar, plan))
        except CannotLoadError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Loaded the demonstration in {count} steps.")


def _shown(bar: "tqdm[Any]", plan: list[Step]) -> Any:
    bar.reset(len(plan))
    for step in plan:
        bar.set_postfix_str(step.title)
        yield step
        bar.update()
