"""Fixtures for every test, the rooms' own included."""

import os
from importlib.util import find_spec

from hypothesis import settings

pytest_plugins = [name for name in ("tests.cast",) if find_spec(name)]

# Where a submission is judged, the same tries every time; on a desk, new ones every time, to find more.
settings.register_profile("steady", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("steady")
