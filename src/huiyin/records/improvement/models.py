"""What only an improvement has: what was noticed, what it tells, what is done about it and whether it helped."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Record


class Improvement(Record):
    """A suggestion, a need, market information or a note on a competitor (FN-3a, WR-8, WR-13, SC-4.1.4a).

    ``decision`` is written by the steps that adopt, decline or keep it; ``effect`` by its evaluation.
    """

    kind = models.CharField(_("Kind of information"), max_length=40, blank=True, default="")
    origin = models.CharField(_("Where it comes from"), max_length=40, blank=True, default="")
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    proposer = models.CharField(_("Proposed by"), max_length=60, blank=True, default="")
    competitor = models.CharField(_("Competitor"), max_length=120, blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    content = models.TextField(_("Suggestion or information"), blank=True, default="")
    benefit = models.TextField(_("Expected benefit"), blank=True, default="")

    key_points = models.TextField(_("Key points and latent needs"), blank=True, default="")
    departments = models.JSONField(_("Departments concerned"), default=list, blank=True)
    decision = models.CharField(_("Decision"), max_length=40, blank=True, default="")
    decision_note = models.TextField(_("Reason for the decision"), blank=True, default="")
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    plan = models.TextField(_("What will be done"), blank=True, default="")
    proposer_answer = models.TextField(_("Answer to the proposer"), blank=True, default="")
    answered_on = models.DateField(_("Proposer answered on"), null=True, blank=True)

    done_on = models.DateField(_("Done on"), null=True, blank=True)
    done_note = models.TextField(_("What was done"), blank=True, default="")
    changed_ref = models.CharField(_("Design or document changed"), max_length=200, blank=True, default="")
    evaluated_on = models.DateField(_("Evaluated on"), null=True, blank=True)
    effect = models.CharField(_("Effect"), max_length=40, blank=True, default="")
    effect_note = models.TextField(_("What the effect was"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")
