"""What only a corrective and preventive action report has (纠正及预防措施报告; 8D in the firm's own flow)."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Capa(Record):
    """From a problem to causes removed. ``effective`` holds ``yes`` or ``no`` and is written by steps alone."""

    problem = models.TextField(_("Problem"), blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="capas", verbose_name=_("Product")
    )
    lot = models.CharField(_("Lot"), max_length=80, blank=True, default="")
    departments = models.JSONField(_("Responsible departments"), default=list, blank=True)
    leader = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Team leader")
    )
    team = models.TextField(_("Team"), blank=True, default="")
    containment = models.TextField(_("Containment"), blank=True, default="")
    contained_on = models.DateField(_("Contained on"), null=True, blank=True)
    occurrence_cause = models.TextField(_("Cause of occurrence"), blank=True, default="")
    escape_cause = models.TextField(_("Cause of escape"), blank=True, default="")
    cause_method = models.CharField(_("Method of analysis"), max_length=40, blank=True, default="")
    read_across = models.TextField(_("Read-across"), blank=True, default="")
    verification = models.TextField(_("Verification of measures"), blank=True, default="")
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)
    effective = models.CharField(_("Effective"), max_length=10, blank=True, default="")
    result_note = models.TextField(_("Conclusion"), blank=True, default="")


class Action(Line):
    """One measure with its owner and date."""

    kind = models.CharField(_("Kind of action"), max_length=40, blank=True, default="")
    what = models.TextField(_("Action"), blank=True, default="")
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    evidence = models.TextField(_("Evidence"), blank=True, default="")
    result = models.TextField(_("Result"), blank=True, default="")


class Document(Line):
    """One document to check (SM-5.5.1.1): revised from which revision to which, or why it does not apply."""

    document = models.CharField(_("Document"), max_length=40, blank=True, default="")
    needed = models.BooleanField(_("Change needed"), default=False)
    number = models.CharField(_("Document number"), max_length=80, blank=True, default="")
    old_revision = models.CharField(_("Old revision"), max_length=20, blank=True, default="")
    new_revision = models.CharField(_("New revision"), max_length=20, blank=True, default="")
    changed_on = models.DateField(_("Changed on"), null=True, blank=True)
    reason = models.TextField(_("Why it does not apply"), blank=True, default="")
