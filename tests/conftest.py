"""Settings for every test; nothing here imports Qt or torch."""

import os

from hypothesis import HealthCheck, settings

# Before anything makes a QApplication: tests never open a window on somebody's screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Deadlines are off because two test processes share the machine and times wander.
settings.register_profile("default", deadline=None, max_examples=50)
settings.register_profile(
    "long", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
