"""What only a reception has: a booking, a check-in, a talk, and what grows out of it (RC, SM-5.3, SC-4.1, BS)."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record


class Reception(Record):
    """A customer visits us; the booking's number is the record's.

    ``received_at`` is the call, ``opened_at`` when it was written down (RC-3.1b), ``booked_for`` when the visitors are
    expected. What happens at the visit (``host_at`` to ``left_at``) is written by steps, as are ``waited`` (minutes
    from ``arrived_at`` to ``began_at``), ``tour_permitted_at`` and ``kept_until``.
    """

    contact = models.ForeignKey(
        "parties.Contact", PROTECT, null=True, blank=True, related_name="receptions", verbose_name=_("Contact")
    )
    channel = models.CharField(_("Channel"), max_length=40, blank=True, default="")
    booked_by = models.CharField(_("Booked by"), max_length=60, blank=True, default="")
    contact_phone = models.CharField(_("Phone"), max_length=40, blank=True, default="")
    kind = models.CharField(_("Kind of reception"), max_length=40, blank=True, default="")
    visitor = models.CharField(_("Principal visitor"), max_length=60, blank=True, default="")
    booked_for = models.DateTimeField(_("Booked for"), null=True, blank=True)
    purpose = models.TextField(_("What they come for"), blank=True, default="")
    requirements = models.TextField(_("Needs and requirements"), blank=True, default="")
    host = models.ForeignKey("people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Host"))
    venue = models.CharField(_("Venue"), max_length=80, blank=True, default="")
    departments = models.JSONField(_("Departments taking part"), default=list, blank=True)
    travel_request = models.TextField(_("Lodging and travel wanted"), blank=True, default="")
    announcement = models.TextField(_("Contact sheet"), blank=True, default="")

    host_at = models.DateTimeField(_("Host at the venue"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("Arrived"), null=True, blank=True)
    began_at = models.DateTimeField(_("Talk began"), null=True, blank=True)
    waited = models.PositiveIntegerField(_("Waited (minutes)"), null=True, blank=True)
    left_at = models.DateTimeField(_("Left"), null=True, blank=True)
    welcome_note = models.TextField(_("Welcome and assistance"), blank=True, default="")
    topics = models.JSONField(_("Topics introduced"), default=list, blank=True)
    topics_note = models.TextField(_("What was introduced and discussed"), blank=True, default="")
    material = models.TextField(_("Material handed over"), blank=True, default="")
    tour_areas = models.CharField(_("Places to be seen"), max_length=200, blank=True, default="")
    tour_permitted_at = models.DateTimeField(_("Tour permitted"), null=True, blank=True)
    tour_note = models.TextField(_("Shop-floor tour"), blank=True, default="")
    farewell = models.TextField(_("Seen off and thanked"), blank=True, default="")

    cooperation_plan = models.TextField(_("Cooperation plan"), blank=True, default="")
    reply_channel = models.CharField(_("Replied by"), max_length=40, blank=True, default="")
    reply = models.TextField(_("Reply to the visitor"), blank=True, default="")
    replied_at = models.DateTimeField(_("Replied"), null=True, blank=True)

    attitude = models.CharField(_("Service attitude"), max_length=10, blank=True, default="")
    knowledge = models.CharField(_("Business knowledge"), max_length=10, blank=True, default="")
    appearance = models.CharField(_("Appearance and dress"), max_length=10, blank=True, default="")
    etiquette = models.CharField(_("Etiquette"), max_length=10, blank=True, default="")
    opinion = models.TextField(_("The visitor's opinion"), blank=True, default="")
    custodian = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Kept by")
    )
    kept_until = models.DateField(_("Kept until"), null=True, blank=True)
    remark = models.TextField(_("Remarks"), blank=True, default="")


class Visitor(Line):
    """Someone who comes: name and title are known before the talk begins (RC-3.2)."""

    name = models.CharField(_("Visitor's name"), max_length=60, blank=True, default="")
    title = models.CharField(_("Position"), max_length=60, blank=True, default="")
    phone = models.CharField(_("Phone"), max_length=40, blank=True, default="")


class Preparation(Line):
    """One thing to be made ready; ticked with who and when, or said why it is not needed (RC-3.3a, b, ER-1)."""

    item = models.CharField(_("Item"), max_length=40, blank=True, default="")
    note = models.CharField(_("Note"), max_length=200, blank=True, default="")
    ready = models.BooleanField(_("Ready"), default=False)
    done_by = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Done by")
    )
    done_at = models.DateTimeField(_("Done at"), null=True, blank=True)
    skipped = models.CharField(_("Why it is not needed"), max_length=200, blank=True, default="")


class Errand(Line):
    """Something to be done for a visitor; a ``status`` of ``waived`` has its reason in ``result``."""

    what = models.TextField(_("What"), blank=True, default="")
    owner = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person in charge")
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=40, blank=True, default="")
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    result = models.TextField(_("Result, or why waived"), blank=True, default="")

    class Meta(Line.Meta):
        abstract = True


class Task(Errand):
    """Reception, lodging, travel: administration's (SM-4.1, SM-5.3b)."""

    kind = models.CharField(_("Kind of task"), max_length=40, blank=True, default="")


class Question(Errand):
    """What a visitor asked or wished; ``becomes`` says whether it is an action or a record of its own (SM-5.3d, e)."""

    becomes = models.CharField(_("Becomes"), max_length=40, blank=True, default="")
    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    raised = models.ForeignKey(
        "kernel.Record", PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Became")
    )


class FollowUp(Errand):
    """What we do after the visit so that the customer's needs are met (RC-6)."""
