"""All settings of the hub, a file a subject. What differs between machines is read from HUB_* variables."""

from hub.settings.api import *
from hub.settings.applications import *
from hub.settings.editing import *
from hub.settings.front_caches import *
from hub.settings.process import *
from hub.settings.process import env
from hub.settings.search import *
from hub.settings.security import *
from hub.settings.stores import *

env.refuse_unknown()  # last: by now every variable was asked for
