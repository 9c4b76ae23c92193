from . import test_access
from . import test_confirmation
from . import test_handover
from . import test_tools
from . import test_use
from . import test_version
from . import test_views
from . import test_panel
