from . import crossing_mixin
from . import inquiry
from . import intervention
from . import mail_quarantine
from . import mail_thread
from . import topic
