"""A process that publishes: `python -m tests.publishing.writer COUNT`, or `hold` to stay inside its transaction."""

import sys

import django
from django.db import transaction

django.setup()

from tests.publishing.documents import publish  # noqa: E402

if sys.argv[1] == "hold":
    with transaction.atomic():
        publish()
        print("holding", flush=True)
        sys.stdin.readline()
else:
    for number in range(int(sys.argv[1])):
        with transaction.atomic():
            publish(title=f"Document {number}")
            if number % 4 == 3:
                transaction.set_rollback(True)
    print("done", flush=True)
