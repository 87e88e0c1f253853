"""Finds the rooms at start: each ``record.py`` is imported once and declares itself."""

from importlib import import_module

from django.apps import AppConfig, apps


class KernelConfig(AppConfig):
    """The corridor."""

    name = "huiyin.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every room's declaration, in the settings' alphabetical order."""
        for app in apps.get_app_configs():
            if app.name.startswith("huiyin.records."):
                import_module(f"{app.name}.record")
