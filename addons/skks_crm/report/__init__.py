from . import report_timeline
