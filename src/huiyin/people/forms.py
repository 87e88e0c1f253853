"""The forms at the door (ACCOUNT_FORMS): allauth's, in words people here use."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.conf import settings
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """Name or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name or e-mail")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["remember"].label = _("Stay signed in on this computer")
        _offer_letters_only_where_they_go_out(self.fields["password"])


class OwnPasswordForm(ChangePasswordForm):
    """The present password, and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_letters_only_where_they_go_out(self.fields["oldpassword"])


def _offer_letters_only_where_they_go_out(password: Field) -> None:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        password.help_text = ""
