from . import clock_recompute
from . import desk_reassign
from . import mail_compose_message
from . import reason
from . import representative_invite
from . import res_users_absence
