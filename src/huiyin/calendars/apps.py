from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate
from django.utils import timezone


class CalendarsConfig(AppConfig):
    name = "huiyin.calendars"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After every migration the State's calendar stands, with the years this version of the program brings."""
        post_migrate.connect(_seed, sender=self, dispatch_uid="calendars.seed")


def _seed(using: str, **signal: Any) -> None:
    from huiyin.calendars import days, models  # inline: app start

    # Some other app may be migrated alone, before our tables stand or after they went.
    if using == DEFAULT_DB_ALIAS and models.CalendarEdit._meta.db_table in connection.introspection.table_names():
        days.seed(at=timezone.now())
