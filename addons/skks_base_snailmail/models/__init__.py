from . import erasure
from . import snailmail_letter
