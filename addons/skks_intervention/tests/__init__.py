from . import test_category
from . import test_forwarding
from . import test_law
from . import test_register
from . import test_reply
from . import test_service_level
from . import test_silence
