from . import setup
from . import briefing
from . import intervention_action
from . import intervention_ask
from . import intervention_merge
from . import intervention_contractor
from . import intervention_decline
from . import setup_pages
