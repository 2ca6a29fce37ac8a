"""The worker of a machine whose clock is an hour fast: python -m tests.drill.fast_worker."""

from datetime import timedelta

import django
from django.core.management import call_command
from django.utils import timezone

django.setup()
true_now = timezone.now
timezone.now = lambda: true_now() + timedelta(hours=1)
call_command("worker")
