from . import intervention_qualify
from . import intervention_extend
from . import intervention_forward
from . import intervention_register
