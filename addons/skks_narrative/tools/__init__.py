from . import freshness
from . import text_diff
