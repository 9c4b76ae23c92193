from . import test_post_wall
