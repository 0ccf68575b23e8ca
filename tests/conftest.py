"""What all tests share: how Hypothesis looks for examples."""

import os

from hypothesis import HealthCheck, settings

# The same examples on every run of CI, new ones on a developer's machine; a busy machine makes no test fail.
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("usual"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "usual")
