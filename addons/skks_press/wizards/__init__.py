from . import contribution_ask
from . import contribution_grant
