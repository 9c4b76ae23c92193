from . import topic_briefing
