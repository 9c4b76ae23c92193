from . import test_category
from . import test_open311
from . import test_reply
from . import test_service_level
from . import test_silence
from . import test_form
from . import test_form_attacks
