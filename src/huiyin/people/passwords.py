"""The one rule about passwords that Django says in English only: how long they must be."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huiyin.people.models import Person


class LongEnough(MinimumLengthValidator):
    """At least `min_length` characters (AUTH_PASSWORD_VALIDATORS)."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError when it is shorter."""
        if len(password) < self.min_length:
            raise ValidationError(
                _("This password is too short: at least %(count)d characters.") % {"count": self.min_length},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return _("At least %(count)d characters.") % {"count": self.min_length}
