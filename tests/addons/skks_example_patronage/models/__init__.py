from . import inquiry
from . import journal_act
from . import mail_quarantine
from . import patronage
