from . import contribution_ask
