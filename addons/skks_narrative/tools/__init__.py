from . import freshness
