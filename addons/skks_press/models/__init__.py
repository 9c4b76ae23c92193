from . import inquiry_category
from . import resolution
from . import inquiry
from . import inquiry_question
from . import contribution
from . import contribution_handover
from . import answer
from . import mail_quarantine
