from . import duty_fill
from . import mail_compose_message
from . import people_import
from . import reason
from . import representative_invite
from . import res_users_absence
from . import res_users_handover
from . import setup
