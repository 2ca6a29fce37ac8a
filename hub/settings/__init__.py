"""All settings of the hub, one file per subject. Those that differ between machines are read from HUB_* variables."""

from hub.settings.api import *
from hub.settings.applications import *
from hub.settings.editing import *
from hub.settings.front_caches import *
from hub.settings.process import *
from hub.settings.process import env
from hub.settings.search import *
from hub.settings.security import *
from hub.settings.stores import *

env.reject_unknown()  # last, when every known variable has been read
