from . import test_browser
from . import test_journey
from . import test_own_part
from . import test_query_counts
from . import test_scenarios
from . import test_wall_doors
from . import test_wall_gateway
