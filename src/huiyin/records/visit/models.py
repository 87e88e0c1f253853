"""What only a visit to a customer has: who went and whom they met, what was heard, what is to become of it."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Visit(Record):
    """We go to a customer: planned, made, reported in the time promised, findings put right (QF-4.8a, SC-4.2.4).

    ``visited_on`` is the last day of the journey: the report counts from it. ``key_customer`` is what the card said
    when the visit was registered, ``departments`` are those the findings name: effects write both.
    ``satisfaction_score`` is out of a hundred.
    """

    key_customer = models.BooleanField(_("Key customer"), default=False)
    occasion = models.CharField(_("Occasion"), max_length=40, blank=True, default="")
    purpose = models.TextField(_("Purpose of the visit"), blank=True, default="")
    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    place = models.CharField(_("Place visited"), max_length=120, blank=True, default="")
    planned_on = models.DateField(_("Planned visit date"), null=True, blank=True)
    visited_from = models.DateField(_("First day of the visit"), null=True, blank=True)
    visited_on = models.DateField(_("Last day of the visit"), null=True, blank=True)
    visitors = models.CharField(_("Visitors"), max_length=200, blank=True, default="")
    met = models.CharField(_("Persons met"), max_length=200, blank=True, default="")

    new_requirements = models.TextField(_("New requirements"), blank=True, default="")
    comparison = models.TextField(_("Comparison with other suppliers"), blank=True, default="")
    satisfaction = models.CharField(_("Degree of satisfaction"), max_length=40, blank=True, default="")
    satisfaction_score = models.PositiveSmallIntegerField(_("Satisfaction score"), null=True, blank=True)
    satisfaction_note = models.TextField(_("What the customer says of it"), blank=True, default="")
    quality_wanted = models.TextField(_("Quality: requirements"), blank=True, default="")
    quality_lacking = models.TextField(_("Quality: shortcomings"), blank=True, default="")
    delivery_wanted = models.TextField(_("Delivery: requirements"), blank=True, default="")
    delivery_lacking = models.TextField(_("Delivery: shortcomings"), blank=True, default="")
    service_wanted = models.TextField(_("After-sales service: requirements"), blank=True, default="")
    service_lacking = models.TextField(_("After-sales service: shortcomings"), blank=True, default="")
    sample = models.CharField(_("Sample on trial"), max_length=120, blank=True, default="")
    trial_result = models.TextField(_("How the trial goes"), blank=True, default="")
    market = models.TextField(_("Market information"), blank=True, default="")

    departments = models.JSONField(_("Responsible departments"), default=list, blank=True)
    conclusion = models.TextField(_("Conclusion of the visit"), blank=True, default="")
    next_on = models.DateField(_("Next visit on"), null=True, blank=True)


class Competitor(Line):
    """Another supplier of this customer, and where he is better or worse than we are (QF-4.8a, SS-5.3.1B)."""

    name = models.CharField(_("Competing supplier"), max_length=120, blank=True, default="")
    product = models.CharField(_("What he supplies"), max_length=120, blank=True, default="")
    share = models.CharField(_("Share of the customer's need"), max_length=40, blank=True, default="")
    better = models.TextField(_("Where he is better"), blank=True, default="")
    worse = models.TextField(_("Where he is worse"), blank=True, default="")


class Finding(Line):
    """One thing heard or seen that somebody must do something about, or not (SC-4.2.4c, QF-4.8b).

    ``becomes`` says what: a record of its own (``raised`` is that record) or an action of a department.
    """

    what = models.TextField(_("Finding"), blank=True, default="")
    source = models.CharField(_("Heard from"), max_length=40, blank=True, default="")
    weight = models.CharField(_("Weight"), max_length=40, blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    becomes = models.CharField(_("Becomes"), max_length=40, blank=True, default="")
    raised = models.ForeignKey(
        "kernel.Record", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Became")
    )
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    result = models.TextField(_("Result"), blank=True, default="")
