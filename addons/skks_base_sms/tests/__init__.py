from . import test_sms_wall
