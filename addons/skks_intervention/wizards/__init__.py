from . import intervention_contractor
from . import intervention_decline
from . import setup_pages
