from . import form
from . import open311
from . import website_form
