from . import iap_autocomplete_api
from . import res_partner
