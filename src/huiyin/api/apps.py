"""The API as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The same deeds as JSON. It reads declarations and holds no rules."""

    name = "huiyin.api"
    label = "api"
