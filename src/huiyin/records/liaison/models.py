"""What only a liaison sheet has (联络单): why, to which units, by when they answer, and where it was passed on to."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Liaison(Record):
    """One unit asks others for something in writing; approved first where that is wanted (SM-5.3a, SM-5.5.3a).

    ``departments`` are the units that answer. A unit that passes it on puts another in its place; the trail and the
    rows of ``Forward`` keep who stood there before.
    """

    kind = models.CharField(_("Matter of the liaison sheet"), max_length=40, blank=True, default="")
    content = models.TextField(_("Reason and content"), blank=True, default="")
    asked_for = models.TextField(_("What the units are asked"), blank=True, default="")
    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    lot = models.CharField(_("Lot"), max_length=80, blank=True, default="")
    approval_wanted = models.BooleanField(_("Approval wanted"), default=False)
    departments = models.JSONField(_("Units addressed"), default=list, blank=True)
    copy_units = models.JSONField(_("Copied to"), default=list, blank=True)
    reply_due_on = models.DateField(_("Reply wanted by"), null=True, blank=True)
    verdict = models.TextField(_("Outcome of the liaison"), blank=True, default="")


class Forward(Line):
    """The sheet went from one unit to another, and why."""

    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Passed on by")
    )
    to_unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Passed on to")
    )
    why = models.CharField(_("Why it is passed on"), max_length=200, blank=True, default="")
    passed_at = models.DateTimeField(_("Passed on at"), null=True, blank=True)


class Reply(Line):
    """What a unit answers."""

    unit = models.ForeignKey("people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unit"))
    what = models.TextField(_("Answer of the unit"), blank=True, default="")
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    agreed = models.BooleanField(_("Agreed"), default=True)
