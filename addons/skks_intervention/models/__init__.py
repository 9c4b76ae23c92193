from . import intervention_category
