from . import intervention_category
from . import journal_act
