"""What only a service agreement has: what was promised, for how long, on which terms, and how it is kept."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Agreement(Record):
    """An agreement with a customer on service after the sale (SM-5.5.3d): its duties, its terms, its term.

    ``warranty``, ``returns`` and ``refunds`` say what both sides may claim (CS-2.5). ``effective`` holds the answer
    of the last verification.
    """

    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("Contact")
    )
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("Product")
    )
    basis = models.CharField(_("Basis of the agreement"), max_length=40, blank=True, default="")
    contract_ref = models.CharField(_("Contract number"), max_length=80, blank=True, default="")
    scope = models.TextField(_("Scope of the service"), blank=True, default="")
    warranty = models.TextField(_("Warranty"), blank=True, default="")
    returns = models.TextField(_("Returns and exchange"), blank=True, default="")
    refunds = models.TextField(_("Refunds"), blank=True, default="")
    terms = models.TextField(_("Other terms"), blank=True, default="")
    valid_from = models.DateField(_("In force from"), null=True, blank=True)
    valid_to = models.DateField(_("In force until"), null=True, blank=True)
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)
    signed_by_us = models.CharField(_("Signed for us by"), max_length=60, blank=True, default="")
    signed_by_them = models.CharField(_("Signed for the customer by"), max_length=60, blank=True, default="")
    verification = models.TextField(_("Verification of effect"), blank=True, default="")
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)
    effective = models.CharField(_("Effective"), max_length=10, blank=True, default="")
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    end_note = models.TextField(_("How it ended"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Obligation(Line):
    """One thing promised: what, which department, how often or by when; and when it was kept last."""

    what = models.TextField(_("Obligation"), blank=True, default="")
    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    often = models.CharField(_("How often"), max_length=60, blank=True, default="")
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    fulfilled_on = models.DateField(_("Fulfilled on"), null=True, blank=True)
    evidence = models.TextField(_("Evidence"), blank=True, default="")


class Fulfilment(Line):
    """One time an obligation was kept, with what proves it: words, or the record of the service itself."""

    what = models.TextField(_("What was done"), blank=True, default="")
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    person = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Fulfilled by")
    )
    service = models.ForeignKey(
        "kernel.Record", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Record of it")
    )
    evidence = models.TextField(_("Evidence"), blank=True, default="")
