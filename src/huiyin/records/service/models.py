"""What only a service has: the request, what was agreed, the journey, the work, the customer's hand, the echo."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Service(Record):
    """Work for a customer, at his place or from afar: repair, installation, upkeep, guidance (SM-5.5.3, WR-16).

    ``planned_at`` and ``site`` stand against ``arrived_at`` and ``actual_site`` (GS-4.1). ``customer_mark`` holds the
    strokes of the customer's hand, ``signer`` the name to them. ``passed_on_at`` and ``base_received_at`` are written
    by the deeds themselves when a service centre passes the request to the base (SM-5.6.1b).
    """

    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="services", verbose_name=_("Contact")
    )
    contact_phone = models.CharField(_("Contact's phone"), max_length=40, blank=True, default="")
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="services", verbose_name=_("Product")
    )
    lot = models.CharField(_("Lot"), max_length=80, blank=True, default="")
    serial = models.CharField(_("Machine or serial number"), max_length=80, blank=True, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    order_ref = models.CharField(_("Order or delivery note"), max_length=80, blank=True, default="")
    request = models.TextField(_("What is requested"), blank=True, default="")
    urgency = models.CharField(_("Urgency"), max_length=40, blank=True, default="")
    wanted_on = models.DateField(_("Customer wants it on"), null=True, blank=True)
    work_types = models.JSONField(_("Kinds of service"), default=list, blank=True)
    passed_on_at = models.DateTimeField(_("Passed to the base at"), null=True, blank=True)
    base_received_at = models.DateTimeField(_("Received at the base at"), null=True, blank=True)

    basis = models.CharField(_("In the contract"), max_length=40, blank=True, default="")
    contract_ref = models.CharField(_("Contract number"), max_length=80, blank=True, default="")
    service_agreement = models.ForeignKey(
        "kernel.Record", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Service agreement")
    )
    negotiation = models.TextField(_("Result of the negotiation"), blank=True, default="")
    improper_use = models.BooleanField(_("Improper use"), default=False)
    advice = models.TextField(_("Advice given"), blank=True, default="")
    scope = models.TextField(_("Agreed scope"), blank=True, default="")
    terms = models.TextField(_("Agreed terms"), blank=True, default="")
    confirmed_by = models.CharField(_("Confirmed for the customer by"), max_length=60, blank=True, default="")
    confirmed_on = models.DateField(_("Confirmed on"), null=True, blank=True)
    charged_to = models.CharField(_("Charged to"), max_length=40, blank=True, default="")

    site = models.CharField(_("Agreed place"), max_length=200, blank=True, default="")
    planned_at = models.DateTimeField(_("Agreed for"), null=True, blank=True)
    travel = models.CharField(_("Travel"), max_length=200, blank=True, default="")
    left_at = models.DateTimeField(_("Left at"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("Arrived at"), null=True, blank=True)
    actual_site = models.CharField(_("Actual place"), max_length=200, blank=True, default="")
    deviation = models.TextField(_("Why another time or place"), blank=True, default="")
    finished_at = models.DateTimeField(_("Work finished at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("Back at"), null=True, blank=True)

    course = models.TextField(_("Course of the work"), blank=True, default="")
    result = models.TextField(_("Result of the service"), blank=True, default="")
    outcome = models.CharField(_("Outcome of the service"), max_length=40, blank=True, default="")
    travel_hours = models.DecimalField(_("Travel hours"), max_digits=8, decimal_places=2, null=True, blank=True)
    work_hours = models.DecimalField(_("Work hours"), max_digits=8, decimal_places=2, null=True, blank=True)
    parts_cost = models.DecimalField(_("Cost of parts"), max_digits=14, decimal_places=2, null=True, blank=True)
    travel_cost = models.DecimalField(_("Cost of travel"), max_digits=14, decimal_places=2, null=True, blank=True)

    customer_word = models.TextField(_("The customer's opinion"), blank=True, default="")
    signer = models.CharField(_("Signed for the customer by"), max_length=60, blank=True, default="")
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)
    customer_mark = models.TextField(_("The customer's signature"), blank=True, default="")

    followed_up_on = models.DateField(_("Asked on"), null=True, blank=True)
    followed_up_with = models.CharField(_("Person asked"), max_length=60, blank=True, default="")
    effect = models.CharField(_("Effect of the service"), max_length=40, blank=True, default="")
    satisfaction = models.CharField(_("Satisfaction"), max_length=40, blank=True, default="")
    followup_note = models.TextField(_("What the customer said"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Crew(Line):
    """Who is sent, and to do what (SM-5.5.3b)."""

    person = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person sent")
    )
    task = models.CharField(_("Task"), max_length=120, blank=True, default="")


class Part(Line):
    """A part taken along: how many were planned and taken, how many were used, how many came back (SM-5.5.3b)."""

    part_number = models.CharField(_("Part number"), max_length=60, blank=True, default="")
    name = models.CharField(_("Name"), max_length=120, blank=True, default="")
    quantity = models.DecimalField(_("Planned"), max_digits=14, decimal_places=3, null=True, blank=True)
    taken = models.DecimalField(_("Taken"), max_digits=14, decimal_places=3, null=True, blank=True)
    used = models.DecimalField(_("Used"), max_digits=14, decimal_places=3, null=True, blank=True)
    returned = models.DecimalField(_("Brought back"), max_digits=14, decimal_places=3, null=True, blank=True)


class Tool(Line):
    """A tool taken along, and whether it came back (SM-5.5.3b)."""

    name = models.CharField(_("Tool"), max_length=120, blank=True, default="")
    tool_number = models.CharField(_("Tool number"), max_length=60, blank=True, default="")
    back = models.BooleanField(_("Is back"), default=False)


class Progress(Line):
    """What the customer was told while the work went on, and what was changed upon his word (GS-4.2)."""

    noted_at = models.DateTimeField(_("Time"), null=True, blank=True)
    what = models.TextField(_("Progress"), blank=True, default="")
    customer_said = models.TextField(_("The customer said"), blank=True, default="")
    adjusted = models.TextField(_("What was adjusted"), blank=True, default="")
