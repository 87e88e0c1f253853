"""What only a complaint has: the intake of ISO 10002 7.2, the six dimensions of CH-5.1, answer, verification."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Complaint(Record):
    """An expression of dissatisfaction that expects an answer; there is no minimum severity (CH-2).

    ``justified`` and ``effective`` hold ``yes``, ``no`` or nothing while undecided; the latter is written by steps
    of verification alone (CH-5.1.4). ``mode`` is how it is handled, ``mode_at`` and ``mode_to`` when and by whom.
    """

    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("Contact")
    )
    complainant = models.CharField(_("Complainant"), max_length=60, blank=True, default="")
    contact_phone = models.CharField(_("Complainant's phone"), max_length=40, blank=True, default="")
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    reporting_unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Reporting department")
    )
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("Product")
    )
    lot = models.CharField(_("Lot"), max_length=80, blank=True, default="")
    order_ref = models.CharField(_("Order or delivery note"), max_length=80, blank=True, default="")
    customer_ref = models.CharField(_("Customer's reference"), max_length=80, blank=True, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    defect_quantity = models.DecimalField(
        _("Defective quantity"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    what_happened = models.TextField(_("What happened"), blank=True, default="")
    found_on = models.DateField(_("Found on"), null=True, blank=True)
    place = models.CharField(_("Where it was found"), max_length=120, blank=True, default="")
    remedy_sought = models.TextField(_("Remedy sought"), blank=True, default="")
    reply_wanted_on = models.DateField(_("Customer wants an answer by"), null=True, blank=True)
    immediate_action = models.TextField(_("Immediate action"), blank=True, default="")

    content_class = models.CharField(_("Class by content"), max_length=40, blank=True, default="")
    mode = models.CharField(_("Mode of handling"), max_length=40, blank=True, default="")
    mode_at = models.DateTimeField(_("Appointed for"), null=True, blank=True)
    mode_to = models.CharField(_("Escalated or transferred to"), max_length=120, blank=True, default="")
    urgency = models.CharField(_("Urgency"), max_length=40, blank=True, default="")
    severity = models.CharField(_("Severity"), max_length=40, blank=True, default="")
    major = models.BooleanField(_("Technical or major problem"), default=False)
    safety = models.BooleanField(_("Touches safety"), default=False)
    departments = models.JSONField(_("Responsible departments"), default=list, blank=True)
    team_note = models.TextField(_("People invited"), blank=True, default="")

    containment = models.TextField(_("Containment"), blank=True, default="")
    cause = models.TextField(_("Cause analysis"), blank=True, default="")
    customer_cause = models.BooleanField(_("The customer's own cause"), default=False)
    justified = models.CharField(_("Justified"), max_length=10, blank=True, default="")
    justified_reason = models.TextField(_("Why justified or not"), blank=True, default="")
    reply_needed = models.BooleanField(_("Reply needed"), default=True)
    reply_reason = models.TextField(_("Why no reply is needed"), blank=True, default="")
    answer = models.TextField(_("Answer to the customer"), blank=True, default="")

    onsite_purpose = models.CharField(_("Purpose on site"), max_length=40, blank=True, default="")
    onsite_people = models.CharField(_("People sent"), max_length=200, blank=True, default="")
    onsite_on = models.DateField(_("On site on"), null=True, blank=True)
    onsite_result = models.TextField(_("Result on site"), blank=True, default="")

    verification = models.TextField(_("Verification of measures"), blank=True, default="")
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)
    effective = models.CharField(_("Effective"), max_length=10, blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Countermeasure(Line):
    """What is done about it, by whom, by when (CH-5.3b)."""

    what = models.TextField(_("Countermeasure"), blank=True, default="")
    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    evidence = models.TextField(_("Evidence"), blank=True, default="")
