"""What only a quality feedback has: 客户质量信息反馈表 (QF-7.1) and what its text asks beyond the print."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Feedback(Record):
    """A customer's word about product or service, before it is (or without becoming) a formal complaint."""

    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="feedback", verbose_name=_("Contact")
    )
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="feedback", verbose_name=_("Product")
    )
    lot = models.CharField(_("Lot"), max_length=80, blank=True, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    content = models.TextField(_("Content and requirements"), blank=True, default="")
    first_category = models.CharField(_("Category at first sight"), max_length=40, blank=True, default="")
    degree = models.CharField(_("Degree"), max_length=40, blank=True, default="")
    category = models.CharField(_("Category"), max_length=40, blank=True, default="")
    subtype = models.CharField(_("Subtype"), max_length=40, blank=True, default="")
    calming = models.TextField(_("How the customer was calmed"), blank=True, default="")
    containment = models.TextField(_("Emergency measures"), blank=True, default="")
    contained_at = models.DateTimeField(_("Emergency measures taken at"), null=True, blank=True)
    joint = models.BooleanField(_("Joint measures needed"), default=False)
    departments = models.JSONField(_("Departments to act"), default=list, blank=True)
    copy_units = models.JSONField(_("Copied to"), default=list, blank=True)
    completed_on = models.DateField(_("Countermeasures completed on"), null=True, blank=True)
    effect = models.CharField(_("Effect"), max_length=40, blank=True, default="")
    effect_note = models.TextField(_("Effect in words"), blank=True, default="")
    satisfaction = models.CharField(_("Customer satisfaction"), max_length=40, blank=True, default="")
    final_verdict = models.CharField(_("Final verdict"), max_length=40, blank=True, default="")
    final_note = models.TextField(_("Final evaluation"), blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Countermeasure(Line):
    """What one department does about it (QF-4.5a)."""

    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    measure = models.TextField(_("Countermeasure"), blank=True, default="")
    planned_on = models.DateField(_("Planned for"), null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    told_customer = models.BooleanField(_("Customer told"), default=False)
    by = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
