"""The pages as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages: desk, registers, sheets, steps. They read declarations and hold no rules."""

    name = "huiyin.web"
