"""What only a loan has: one special tool or gauge that a customer asked for, from shelf to shelf (SM-5.6.2a, b)."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Record


class Loan(Record):
    """A tool or gauge shared with a customer who asks for and needs it; recorded before it is handed over.

    ``calibration`` holds ``valid`` or ``not_needed``, ``recalibration`` (after the return) ``passed`` or ``failed``,
    ``condition_in`` begins with ``good`` when nothing is to be said about it.
    """

    tool_number = models.CharField(_("Tool or gauge number"), max_length=60, blank=True, default="")
    tool_name = models.CharField(_("Tool or gauge"), max_length=120, blank=True, default="")
    tool_kind = models.CharField(_("Kind of tool"), max_length=40, blank=True, default="")
    tool_spec = models.CharField(_("Range and accuracy"), max_length=120, blank=True, default="")
    accessories = models.TextField(_("Accessories"), blank=True, default="")
    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("Contact")
    )
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("Product")
    )
    purpose = models.TextField(_("Why the customer needs it"), blank=True, default="")
    wanted_until = models.DateField(_("Wanted until"), null=True, blank=True)

    calibration = models.CharField(_("Calibration"), max_length=40, blank=True, default="")
    calibrated_until = models.DateField(_("Calibrated until"), null=True, blank=True)
    certificate = models.CharField(_("Calibration certificate"), max_length=80, blank=True, default="")

    handed_to = models.CharField(_("Handed over to"), max_length=120, blank=True, default="")
    handed_at = models.DateTimeField(_("Handed over at"), null=True, blank=True)
    condition_out = models.TextField(_("Condition when handed over"), blank=True, default="")
    due_on = models.DateField(_("Due back on"), null=True, blank=True)

    returned_at = models.DateTimeField(_("Came back at"), null=True, blank=True)
    condition_in = models.CharField(_("Condition on return"), max_length=40, blank=True, default="")
    damage = models.TextField(_("Damage or loss"), blank=True, default="")
    cost = models.DecimalField(_("Cost of the damage"), max_digits=12, decimal_places=2, null=True, blank=True)
    cost_by = models.CharField(_("Cost borne by"), max_length=40, blank=True, default="")

    recalibration = models.CharField(_("Calibration after return"), max_length=40, blank=True, default="")
    recalibrated_on = models.DateField(_("Calibrated again on"), null=True, blank=True)
    recalibrated_until = models.DateField(_("New calibration valid until"), null=True, blank=True)
    past_results = models.TextField(_("What was measured with it meanwhile"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")
