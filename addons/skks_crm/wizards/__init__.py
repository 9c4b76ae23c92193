from . import material_add
from . import material_keep
from . import material_version_add
from . import base_partner_merge
from . import contact_merge
from . import contact_export
from . import privacy_lookup
from . import setup
