from . import test_journal
from . import test_smtp_case
