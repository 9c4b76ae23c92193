from . import briefing
