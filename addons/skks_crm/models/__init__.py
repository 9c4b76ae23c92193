from . import affiliation
from . import media_type
from . import res_partner
from . import journal_act
from . import recipient_list
from . import timeline_event
from . import timeline_reading
from . import res_partner_timeline
