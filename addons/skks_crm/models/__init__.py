from . import affiliation
from . import media_type
from . import res_partner
from . import res_partner_recognition
from . import journal_act
from . import recipient_list
from . import media_import_mapping
from . import journal_act_import
