from . import briefing
from . import narrative_not_mine
