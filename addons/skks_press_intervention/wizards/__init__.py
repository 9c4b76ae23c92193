from . import intervention_qualify
