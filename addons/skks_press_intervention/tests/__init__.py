from . import test_crossing
from . import test_editors
from . import test_scenario_as1
from . import test_topic
