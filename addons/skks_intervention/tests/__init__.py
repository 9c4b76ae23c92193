from . import test_category
from . import test_reply
from . import test_service_level
from . import test_silence
from . import test_routing
from . import test_suggestion
from . import test_taking
from . import test_triage
