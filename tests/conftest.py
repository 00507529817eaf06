"""Settings for every test; nothing here imports Qt or torch."""

import os

from hypothesis import HealthCheck, settings

# Before anything makes a QApplication: tests never open a window on somebody's screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Deadlines and checks of speed are off because several processes share the machine and times
# wander. The same examples come each time, so that what passed once passes again; "explore" draws
# new ones, for whoever looks for trouble.
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
settings.register_profile(
    "default", deadline=None, max_examples=50, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile(
    "long", deadline=None, max_examples=2000, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile("explore", deadline=None, max_examples=500, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
