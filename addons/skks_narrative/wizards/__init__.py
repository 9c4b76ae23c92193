from . import briefing_quality
