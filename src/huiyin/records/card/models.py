"""What only the yearly review of a customer's card has (顾客资料卡年度核对), and the contacts planned with him."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Card(Record):
    """Somebody looked through the card of one customer (SM-5.2a): who, when, and whether anything had changed.

    ``checked_at``, ``checked_by`` and ``outcome`` are written by the check itself. What changed is not kept here: the
    card's own history has it, with its sources (SM-5.2c).
    """

    occasion = models.CharField(_("Reason for the review"), max_length=40, blank=True, default="")
    missing = models.TextField(_("What is missing, and who was asked"), blank=True, default="")
    checked_at = models.DateTimeField(_("Checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Checked by")
    )
    outcome = models.CharField(_("Outcome"), max_length=10, blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class PlannedContact(Line):
    """One time we mean to be in touch (CS-1.7, WR-17): when, how, who, what about; and what came of it."""

    planned_on = models.DateField(_("Contact planned on"), null=True, blank=True)
    how = models.CharField(_("Way of contact"), max_length=40, blank=True, default="")
    who = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Who calls")
    )
    about = models.CharField(_("What about"), max_length=200, blank=True, default="")
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    note = models.TextField(_("Result of the contact"), blank=True, default="")
