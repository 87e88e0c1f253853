"""What only a training record has: whose people learned what, from whom, and with what result (SM-5.6.2ta to tc)."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Training(Record):
    """A training of a customer's people or of own staff: asked for, planned, held, recorded, filed.

    ``audience`` holds ``customer`` or ``own`` and decides who must agree. ``attendees`` repeats the names of those
    who came: an effect writes it, so that the register finds a training by the person trained.
    """

    audience = models.CharField(_("Who is trained"), max_length=40, blank=True, default="")
    basis = models.CharField(_("Basis of the training"), max_length=40, blank=True, default="")
    basis_ref = models.CharField(_("Contract or request"), max_length=200, blank=True, default="")
    contact_sheet = models.ForeignKey(
        "kernel.Record", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact sheet")
    )
    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="trainings", verbose_name=_("Contact")
    )
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="trainings", verbose_name=_("Product")
    )
    topics = models.JSONField(_("Topics"), default=list, blank=True)
    content = models.TextField(_("What is taught"), blank=True, default="")
    trainer = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Trainer")
    )
    outside_trainer = models.CharField(_("Trainer from outside"), max_length=120, blank=True, default="")
    place = models.CharField(_("Place of the training"), max_length=120, blank=True, default="")
    planned_at = models.DateTimeField(_("Training planned for"), null=True, blank=True)
    departments = models.JSONField(_("Units notified"), default=list, blank=True)
    held_at = models.DateTimeField(_("Training held at"), null=True, blank=True)
    hours = models.DecimalField(_("Hours taught"), max_digits=6, decimal_places=1, null=True, blank=True)
    case_types = models.JSONField(_("Work it qualifies for"), default=list, blank=True)
    attendees = models.TextField(_("People trained"), blank=True, default="")
    result = models.TextField(_("Result of the training"), blank=True, default="")
    repeat_on = models.DateField(_("To be repeated by"), null=True, blank=True)
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Trainee(Line):
    """One person trained: own staff by account, a customer's by name; came or not, passed or not (SM-5.6.2tb)."""

    name = models.CharField(_("Trainee"), max_length=60, blank=True, default="")
    person = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Own staff")
    )
    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    firm = models.CharField(_("Trainee's firm or post"), max_length=120, blank=True, default="")
    attended = models.CharField(_("Attended"), max_length=10, blank=True, default="")
    score = models.DecimalField(_("Score"), max_digits=5, decimal_places=1, null=True, blank=True)
    passed = models.CharField(_("Passed"), max_length=10, blank=True, default="")
    note = models.TextField(_("Note on the trainee"), blank=True, default="")
