"""Fixtures for every test, the rooms' own included."""

from importlib.util import find_spec

pytest_plugins = [name for name in ("tests.cast",) if find_spec(name)]
