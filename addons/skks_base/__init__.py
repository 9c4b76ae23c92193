from . import models
from .wizards import representative_invite, res_users_absence
from .hooks import post_init_hook, uninstall_hook
