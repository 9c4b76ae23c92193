from . import test_inquiry
from . import test_patronage
from . import test_patronage_attacks
from . import test_stranger
