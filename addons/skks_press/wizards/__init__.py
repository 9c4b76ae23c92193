from . import contribution_ask
from . import contribution_grant
from . import order_part_grant
from . import correction_step
