from . import briefing
from . import contribution_ask
from . import contribution_grant
from . import inquiry_call
from . import inquiry_oral
from . import inquiry_split
