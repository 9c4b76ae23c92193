from . import reason
from . import representative_invite
from . import res_users_absence
