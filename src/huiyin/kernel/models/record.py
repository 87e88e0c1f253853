"""The record: a numbered thing with a life. Each room's table extends it one-to-one."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """Everything faces sort and filter by, for every type. Only the one door (kernel.flow …) writes it.

    ``received_at`` is when the word reached the firm: clocks count from it. ``version`` goes up by one with every
    deed; a page that saw an older one is refused. ``awaiting`` names the step that waits for signatures.
    """

    type = models.CharField(max_length=40, editable=False)
    number = models.CharField(_("Number"), max_length=60, unique=True)
    title = models.CharField(_("Subject"), max_length=200)
    procedure = models.ForeignKey("packs.ProcedureVersion", PROTECT, related_name="records")
    customer = models.ForeignKey(
        "parties.Customer", PROTECT, null=True, blank=True, related_name="records", verbose_name=_("Customer")
    )
    customer_unknown = models.CharField(_("Why the customer is not known"), max_length=200, blank=True)
    unit = models.ForeignKey("people.Unit", PROTECT, related_name="records", verbose_name=_("Registering unit"))
    holder = models.ForeignKey(
        "people.Person", PROTECT, null=True, blank=True, related_name="held", verbose_name=_("Handler")
    )
    state = models.CharField(_("State"), max_length=40)
    phase = models.CharField(_("Phase"), max_length=10)
    round = models.PositiveSmallIntegerField(_("Round"), default=1)
    version = models.PositiveIntegerField(default=1)
    awaiting = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(_("Received"))
    opened_at = models.DateTimeField(_("Registered"))
    opened_by = models.ForeignKey("people.Person", PROTECT, related_name="opened", verbose_name=_("Registered by"))
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    milestones = models.JSONField(default=dict)
    extra = models.JSONField(default=dict)
    lent = models.JSONField(default=list)
    source_key = models.CharField(max_length=120, blank=True)
    merged_into = models.ForeignKey("self", PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        indexes = [
            models.Index(fields=["type", "-received_at", "-id"], name="record_type_received"),
            models.Index(fields=["type", "phase", "-received_at", "-id"], name="record_type_phase"),
            models.Index(fields=["type", "state", "-received_at", "-id"], name="record_type_state"),
            models.Index(fields=["type", "due_at", "-id"], name="record_type_due"),
            models.Index(fields=["type", "number"], name="record_type_number"),
            models.Index(fields=["type", "unit", "-received_at", "-id"], name="record_type_unit"),
            models.Index(fields=["customer", "-received_at", "-id"], name="record_customer"),
            models.Index(fields=["opened_by", "-opened_at"], name="record_opened_by"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "source_key"], condition=~Q(source_key=""), name="record_imported_once"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """A row inside a record (an action, a countermeasure, a document to check). Rooms extend it.

    A row is never deleted: ``dropped_at`` hides it and the trail keeps what it said.
    """

    record = models.ForeignKey(Record, PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class Counter(models.Model):
    """The last number given under one key (``KS2026-{n}``), moved inside the inserting transaction."""

    key = models.CharField(max_length=120, unique=True)
    last = models.PositiveIntegerField(default=0)
