from . import mail_compose_message
from . import setup
