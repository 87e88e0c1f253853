from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save

from huiyin.people import memory


class PeopleConfig(AppConfig):
    name = "huiyin.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tie the memory to requests and to what is written, and the list of sign-ins to what happens at the door."""
        request_started.connect(memory.begin, dispatch_uid="people.begin")
        request_finished.connect(memory.end, dispatch_uid="people.end")
        for name in ("Unit", "Person", "Holding", "StandIn"):
            for signal in (post_save, post_delete):
                signal.connect(memory.forget, sender=self.get_model(name), dispatch_uid=f"people.{name}")
        _watch_the_door()


def _watch_the_door() -> None:
    from allauth.account.signals import password_changed, password_reset, password_set  # inline: app start
    from allauth.mfa.signals import authentication_failed  # inline: app start

    from huiyin.people import signins  # inline: app start

    user_logged_in.connect(signins.came_in, dispatch_uid="people.in")
    user_logged_out.connect(signins.went_out, dispatch_uid="people.out")
    user_login_failed.connect(signins.was_wrong, dispatch_uid="people.wrong")
    authentication_failed.connect(signins.code_was_wrong, dispatch_uid="people.code")
    for signal in (password_changed, password_reset, password_set):
        signal.connect(signins.chose_her_own, dispatch_uid="people.own")
