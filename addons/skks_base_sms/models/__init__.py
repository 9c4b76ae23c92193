from . import erasure
from . import sms_sms
