from . import narrative
from . import narrative_confirmation
from . import narrative_use
from . import narrative_version
from . import journal_act
from . import narrative_search
