from . import test_category
from . import test_silence
