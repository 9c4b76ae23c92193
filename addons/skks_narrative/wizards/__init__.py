from . import narrative_import
