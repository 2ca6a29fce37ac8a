"""The hub as it is served, but for the admin's edit view: it takes its time between loading a page and saving it."""

import time
from importlib import import_module
from typing import Any

from hub.wsgi import application as application

PAUSE = 4
view: Any = import_module("wagtail.admin.views.pages.edit").EditView  # by now Django is set up
_post = view.post


def _slowly(self: Any, *args: Any, **kwargs: Any) -> Any:
    time.sleep(PAUSE)  # longer than Wagtail's autosave waits
    return _post(self, *args, **kwargs)


view.post = _slowly
