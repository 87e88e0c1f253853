"""What only a notice to departments has (经营部通知): what must be known and done, and who did it."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Notice(Record):
    """A matter the firm must know that is no feedback: plans, deliveries, stock, fittings (QF-5.2).

    Submitted by whoever registers it, reviewed by the head of sales, signed by each department (QF-7.3).
    """

    kind = models.CharField(_("Matter of the notice"), max_length=40, blank=True, default="")
    content = models.TextField(_("Required content"), blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    order_ref = models.CharField(_("Order or delivery note"), max_length=80, blank=True, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    effective_on = models.DateField(_("In force from"), null=True, blank=True)
    complete_by = models.DateField(_("To be completed by"), null=True, blank=True)
    departments = models.JSONField(_("Departments to sign"), default=list, blank=True)
    review_note = models.TextField(_("Remarks of the review"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Completion(Line):
    """What one department did about it, and when (QF-7.3: completion record)."""

    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    what = models.TextField(_("What was done"), blank=True, default="")
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    done_on = models.DateField(_("Done on"), null=True, blank=True)
