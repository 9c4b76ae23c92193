from . import test_journal
from . import test_smtp_case
from . import test_contact_access
from . import test_foundation
from . import test_who
from . import test_clock
from . import test_clock_notices
