from . import setup
