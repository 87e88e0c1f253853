"""The printed forms as a Django app."""

from django.apps import AppConfig


class PrintsConfig(AppConfig):
    """Sheets, registers, procedures and letters as PDF. They read declarations and hold no rules."""

    name = "huiyin.prints"
