from . import intervention_taking_mixin
from . import intervention_call
from . import intervention_official
from . import intervention_send
from . import intervention_not_ours
from . import intervention_give
from . import intervention_split
