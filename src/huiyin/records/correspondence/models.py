"""What only a piece of correspondence has: its direction, its topic, what it became, its answer, its file."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Correspondence(Record):
    """A call, a letter, a fax or a message, in or out (SC-4.1.3a, b; SS-5.2).

    ``direction`` is ``in`` or ``out``, or nothing until somebody judges it or sends it. ``pair`` is the other half:
    the answer of what came in, the letter an outgoing one answers.
    """

    direction = models.CharField(_("In or out"), max_length=10, blank=True, default="")
    category = models.CharField(_("Topic"), max_length=40, blank=True, default="")
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    correspondent = models.CharField(_("Who wrote or called"), max_length=60, blank=True, default="")
    reference = models.CharField(_("Number of the letter or fax"), max_length=80, blank=True, default="")
    product = models.ForeignKey(
        "parties.Product", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    content = models.TextField(_("What was said"), blank=True, default="")
    importance = models.CharField(_("Importance"), max_length=40, blank=True, default="")
    reply_wanted_on = models.DateField(_("Customer wants an answer by"), null=True, blank=True)

    becomes = models.CharField(_("Handled as"), max_length=40, blank=True, default="")
    judgement = models.TextField(_("Judgement"), blank=True, default="")
    departments = models.JSONField(_("Departments that assist"), default=list, blank=True)
    shared_units = models.JSONField(_("Shared with"), default=list, blank=True)

    answer = models.TextField(_("Answer to the customer"), blank=True, default="")
    answer_channel = models.CharField(_("Answered by"), max_length=40, blank=True, default="")
    reply_reason = models.TextField(_("Why no reply is needed"), blank=True, default="")
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    pair = models.ForeignKey(
        "kernel.Record", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Paired with")
    )

    follow_up_on = models.DateField(_("Follow up on"), null=True, blank=True)
    followed_up = models.TextField(_("What following up showed"), blank=True, default="")
    archive_ref = models.CharField(_("Filed under"), max_length=80, blank=True, default="")
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Contribution(Line):
    """What an assisting department says for the answer (SS-3.2)."""

    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    what = models.TextField(_("What it says"), blank=True, default="")
