from . import inquiry_category
from . import resolution
from . import inquiry
from . import inquiry_question
from . import contribution
from . import answer
from . import mail_quarantine
from . import journal_act
