from . import proof
from . import georeport
from . import upload
from . import visitor
