from . import narrative_import
from . import narrative_export
from . import briefing
from . import narrative_not_mine
from . import briefing_quality
