"""What only a requirement has: who issued it, what it touches, what the units change, when it is looked at again."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Requirement(Record):
    """A law, a regulation, a standard or a customer's special requirement (SS-5.7, SS-5.2.5).

    ``applies`` holds ``yes``, ``no`` or nothing while it is not judged; ``internal_ref`` is the internal requirement
    it became (SS-1).
    """

    kind = models.CharField(_("Kind of requirement"), max_length=40, blank=True, default="")
    issuer = models.CharField(_("Issued by"), max_length=200, blank=True, default="")
    reference = models.CharField(_("Number of the text"), max_length=120, blank=True, default="")
    edition = models.CharField(_("Edition"), max_length=80, blank=True, default="")
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    content = models.TextField(_("What is required"), blank=True, default="")

    applies = models.CharField(_("Applies to us"), max_length=10, blank=True, default="")
    products = models.TextField(_("Products concerned"), blank=True, default="")
    processes = models.TextField(_("Processes concerned"), blank=True, default="")
    evaluation = models.TextField(_("Evaluation"), blank=True, default="")
    departments = models.JSONField(_("Responsible units"), default=list, blank=True)
    internal_ref = models.TextField(_("Internal requirement it became"), blank=True, default="")
    effective_on = models.DateField(_("Carried out since"), null=True, blank=True)

    next_review_on = models.DateField(_("Next review"), null=True, blank=True)
    reviewed_on = models.DateField(_("Reviewed on"), null=True, blank=True)
    review_note = models.TextField(_("What the review found"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Change(Line):
    """What changes in one unit because of it; ``becomes`` says which record it grew into, if any."""

    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    what = models.TextField(_("What changes"), blank=True, default="")
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    becomes = models.CharField(_("Becomes"), max_length=40, blank=True, default="")
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    evidence = models.TextField(_("Evidence"), blank=True, default="")
    raised = models.ForeignKey(
        "kernel.Record", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Became")
    )
