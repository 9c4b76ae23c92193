from . import test_smtp_case
