"""The partners app."""

from multiprocessing.util import Finalize

from django.apps import AppConfig
from django.core.signals import request_finished


class PartnersConfig(AppConfig):
    """Sees to the counts of API calls."""

    name = "partners"

    def ready(self) -> None:
        from counting.retention import Retention
        from partners.usage.recording import recorder
        from partners.usage.retention import forget
        from publishing.consumers import register_duty

        register_duty("api-usage", Retention(forget))
        request_finished.connect(recorder.write_if_due)  # the response is sent by then: nobody waits
        Finalize(None, recorder.write, exitpriority=0)  # atexit is not run in a web server's workers
