from . import form
from . import open311
from . import website_form
from . import pages
from . import tracking
from . import feedback
from . import contractor
from . import statistics
