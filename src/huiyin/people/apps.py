from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save

from huiyin.people import memory


class PeopleConfig(AppConfig):
    name = "huiyin.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tie the memory to requests and to what is written."""
        request_started.connect(memory.begin, dispatch_uid="people.begin")
        request_finished.connect(memory.end, dispatch_uid="people.end")
        for name in ("Unit", "Person", "Holding", "StandIn"):
            for signal in (post_save, post_delete):
                signal.connect(memory.forget, sender=self.get_model(name), dispatch_uid=f"people.{name}")
