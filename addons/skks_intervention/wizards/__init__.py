from . import intervention_send
from . import intervention_not_ours
from . import intervention_give
