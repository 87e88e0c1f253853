"""The demonstration as a Django app: it brings the command `demo`, no tables."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Nothing to do at start."""

    name = "huiyin.demo"
