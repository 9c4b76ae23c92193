from . import test_reply
