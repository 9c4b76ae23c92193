from . import intervention_contact
