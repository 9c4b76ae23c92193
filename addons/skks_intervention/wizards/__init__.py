from . import setup
from . import setup_open311
from . import open311_key_new
