from . import intervention_reply
