from . import ir_asset
from . import guard_mixin
from . import append_only_mixin
from . import document_line_mixin
from . import journal_entry
from . import journal_payload
