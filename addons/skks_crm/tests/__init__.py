from . import test_access
from . import test_affiliation
from . import test_mail_domain
from . import test_outlet
from . import test_recognition
from . import test_recipient_list
from . import test_timeline
from . import test_timeline_browser
