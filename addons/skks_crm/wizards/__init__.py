from . import material_add
from . import material_keep
from . import material_version_add
