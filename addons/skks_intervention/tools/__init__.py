from . import proof
from . import upload
from . import visitor
