"""What only an inquiry has: the need, what is supplied by whom, the quotation, the samples on trial, the order."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Inquiry(Record):
    """A customer asks for a price, for data or for samples (SM-5.4.1, CS-1.1 to CS-1.4).

    ``wanted_on`` is the customer's own date: whether it was kept is measured against it. ``order_model``,
    ``order_quantity``, ``delivery_address`` and ``payment_terms`` are the four points a customer confirms (CS-1.4).
    """

    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    content = models.TextField(_("What is asked for"), blank=True, default="")
    performance = models.TextField(_("Performance required"), blank=True, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    delivery_on = models.DateField(_("Delivery wanted by"), null=True, blank=True)
    usage = models.TextField(_("What it is used for"), blank=True, default="")
    wanted_on = models.DateField(_("Customer wants the papers by"), null=True, blank=True)
    departments = models.JSONField(_("Departments that contribute"), default=list, blank=True)

    reply = models.TextField(_("First answer"), blank=True, default="")
    reply_channel = models.CharField(_("Answered by"), max_length=40, blank=True, default="")
    advice = models.TextField(_("Technical consultation"), blank=True, default="")
    test_method = models.TextField(_("Test method"), blank=True, default="")
    test_equipment = models.CharField(_("Test equipment"), max_length=200, blank=True, default="")
    offered = models.TextField(_("Recommended product or service"), blank=True, default="")
    features = models.TextField(_("Features"), blank=True, default="")
    advantages = models.TextField(_("Advantages"), blank=True, default="")
    price_note = models.CharField(_("Price"), max_length=200, blank=True, default="")
    quote_ref = models.CharField(_("Quotation number"), max_length=80, blank=True, default="")
    amount = models.DecimalField(_("Amount quoted"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=10, blank=True, default="")
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    supplied_on = models.DateField(_("Everything supplied on"), null=True, blank=True)

    order_ref = models.CharField(_("Customer's order"), max_length=80, blank=True, default="")
    order_model = models.CharField(_("Product model confirmed"), max_length=200, blank=True, default="")
    order_quantity = models.DecimalField(
        _("Quantity confirmed"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    delivery_address = models.CharField(_("Delivery address confirmed"), max_length=300, blank=True, default="")
    payment_terms = models.CharField(_("Payment confirmed"), max_length=200, blank=True, default="")
    confirmed_by = models.CharField(_("Confirmed by (customer)"), max_length=60, blank=True, default="")
    confirmed_on = models.DateField(_("Confirmed on"), null=True, blank=True)
    confirmed_how = models.CharField(_("Confirmed how"), max_length=200, blank=True, default="")
    promised_on = models.DateField(_("Delivery promised for"), null=True, blank=True)
    delay_reason = models.TextField(_("Why it is late"), blank=True, default="")
    delayed_to = models.DateField(_("New delivery date"), null=True, blank=True)
    told_at = models.DateTimeField(_("Customer told at"), null=True, blank=True)
    agreed_by = models.CharField(_("Who agreed (customer)"), max_length=60, blank=True, default="")
    agreed_on = models.DateField(_("Consent given on"), null=True, blank=True)
    agreed_how = models.CharField(_("Agreed how"), max_length=200, blank=True, default="")
    delivered_on = models.DateField(_("Delivered on"), null=True, blank=True)

    outcome = models.CharField(_("Outcome"), max_length=40, blank=True, default="")
    outcome_note = models.TextField(_("Why this outcome"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Item(Line):
    """One thing to be supplied, by which department, and what was supplied (SM-5.4.1.1 to .5)."""

    kind = models.CharField(_("Kind"), max_length=40, blank=True, default="")
    what = models.TextField(_("What exactly"), blank=True, default="")
    contributor = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department that supplies it")
    )
    cleared_by = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Released by")
    )
    cleared_on = models.DateField(_("Released on"), null=True, blank=True)
    supplied = models.CharField(_("Supplied (version or sample id)"), max_length=200, blank=True, default="")
    supplied_on = models.DateField(_("Supplied on"), null=True, blank=True)


class Sample(Line):
    """A sample on trial at the customer's, followed by an engineer (QF-3.2)."""

    sample = models.CharField(_("Sample id"), max_length=80, blank=True, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    engineer = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Engineer who follows it")
    )
    result = models.CharField(_("Trial result"), max_length=40, blank=True, default="")
    note = models.TextField(_("What the trial showed"), blank=True, default="")
    followed_on = models.DateField(_("Followed up on"), null=True, blank=True)
