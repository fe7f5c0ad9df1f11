"""What makes tests quicker, and changes none of them.

Property tests try a hundred examples each; thirty with `--hypothesis-profile=quick`, as `make test` does.
"""

import gc
import os
import sys

from hypothesis import HealthCheck, settings

# What was compiled is kept, whatever the machine is set to: else every worker, server and command compiles
# all of the code again, which was a fifth of the run.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_BUSY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("whole", **_BUSY_MACHINE)
settings.register_profile("quick", max_examples=30, **_BUSY_MACHINE)
settings.load_profile("whole")


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what lives to the end: modules and tests, most of the objects."""
    gc.collect()
    gc.freeze()
