"""What only a returned-product sheet has (退回产品处理单): the reason, the re-inspection column, lots, dispositions."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Returning(Record):
    """Goods that come back: none without this sheet (SC-4.2.3.2a).

    ``return_type`` decides who approves. ``confirmed`` holds ``yes``, ``no`` or nothing while nobody has inspected:
    for a batch or a part of one that it does not conform, for a wrong selection that the customer chose wrongly.
    ``told_units`` are told that goods come, ``departments`` correct, as the re-inspection report says (SC-4.2.3.3).
    """

    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    order_ref = models.CharField(_("Order or delivery note"), max_length=80, blank=True, default="")
    customer_ref = models.CharField(_("Customer's reference"), max_length=80, blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    return_type = models.CharField(_("Type of return"), max_length=40, blank=True, default="")
    reason = models.TextField(_("Reason for the return"), blank=True, default="")
    error_kind = models.CharField(_("What was shipped wrongly"), max_length=40, blank=True, default="")
    error_cause = models.TextField(_("How the shipping error came about"), blank=True, default="")
    warranty = models.CharField(_("Within warranty"), max_length=40, blank=True, default="")
    warranty_basis = models.TextField(_("Warranty or return terms it rests on"), blank=True, default="")
    told_units = models.JSONField(_("Departments told"), default=list, blank=True)

    arrived_on = models.DateField(_("Goods arrived on"), null=True, blank=True)
    kept_at = models.CharField(_("Kept apart at"), max_length=120, blank=True, default="")
    inspector = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Inspector")
    )
    test_method = models.TextField(_("Test method and equipment"), blank=True, default="")
    reinspection = models.TextField(_("Result of re-inspection"), blank=True, default="")
    reinspection_data = models.TextField(_("Measured data"), blank=True, default="")
    confirmed = models.CharField(_("Confirmed by re-inspection"), max_length=10, blank=True, default="")
    defect = models.CharField(_("Defect found"), max_length=120, blank=True, default="")
    reinspected_on = models.DateField(_("Re-inspected on"), null=True, blank=True)
    liability = models.CharField(_("Whose responsibility"), max_length=40, blank=True, default="")
    departments = models.JSONField(_("Departments to correct"), default=list, blank=True)
    cause = models.TextField(_("Cause found on the returned goods"), blank=True, default="")

    agreed_what = models.TextField(_("What the customer agreed to"), blank=True, default="")
    agreed_by = models.CharField(_("Agreed by (customer)"), max_length=60, blank=True, default="")
    agreed_on = models.DateField(_("Agreed on"), null=True, blank=True)
    agreed_how = models.CharField(_("How it was agreed"), max_length=40, blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Lot(Line):
    """One lot that comes back: how many were announced, came, were analysed."""

    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    lot = models.CharField(_("Lot"), max_length=80, blank=True, default="")
    announced = models.DecimalField(_("Number announced"), max_digits=14, decimal_places=3, null=True, blank=True)
    received = models.DecimalField(_("Number received"), max_digits=14, decimal_places=3, null=True, blank=True)
    analysed = models.DecimalField(_("Number analysed"), max_digits=14, decimal_places=3, null=True, blank=True)
    difference = models.CharField(_("Why more than announced or delivered"), max_length=200, blank=True, default="")


class Disposition(Line):
    """What becomes of so many of a lot (ISO 9001 8.7), who pays, until when a concession holds, and that it was done.

    A row without a quantity settles money alone.
    """

    lot = models.CharField(_("Lot"), max_length=80, blank=True, default="")
    disposition = models.CharField(_("Disposition"), max_length=40, blank=True, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    amount = models.DecimalField(_("Amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    liable = models.CharField(_("Who pays"), max_length=40, blank=True, default="")
    until = models.DateField(_("Concession until"), null=True, blank=True)
    note = models.CharField(_("Note"), max_length=200, blank=True, default="")
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    evidence = models.TextField(_("Evidence"), blank=True, default="")
