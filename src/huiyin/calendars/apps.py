from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "huiyin.calendars"
    default_auto_field = "django.db.models.BigAutoField"
