from . import form
from . import website_form
