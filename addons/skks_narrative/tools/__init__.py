from . import freshness
from . import excerpt
