from . import affiliation
from . import media_type
from . import res_partner
from . import res_partner_recognition
from . import journal_act
from . import recipient_list
