from . import upload
from . import visitor
