"""Deadlines as rows: computed once, stored with their reasons."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _


class Due(models.Model):
    """One promise. ``basis`` explains it (calendars.worktime); ``first_due_at`` stays when the date is extended.

    A due is open until ``settled_at``; ``outcome`` says how it ended (``met``, ``dropped``). Late is a question
    asked of ``due_at``, never a stored flag. ``look_at`` is when the watcher must look again.
    """

    record = models.ForeignKey("kernel.Record", PROTECT, related_name="dues")
    name = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    amount = models.CharField(max_length=20, blank=True)
    soft = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(_("Due"))
    first_due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    calendar = models.CharField(max_length=60)
    basis = models.JSONField()
    extensions = models.JSONField(default=list)
    look_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=list)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["record", "name"], name="due_record_name"),
            models.Index(fields=["look_at"], condition=Q(settled_at__isnull=True), name="due_look_at"),
            models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="due_open"),
        ]


class Pause(models.Model):
    """A stop of one clock, with its reason and proof (field.md d5: stop-the-clock needs proof)."""

    due = models.ForeignKey(Due, PROTECT, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["began_at"]


class Occurrence(models.Model):
    """One time a duty falls due: planned while it has no record, afterwards the proof that it was opened, once.

    ``of`` is the record type whose procedure names the ``duty``. ``first_on`` begins the period (for a duty of "at
    least", it is the day of the last time): with duty and customer it can be there only once. ``opens_at`` is when the
    watcher must open the record; ``trouble`` says why it could not.
    """

    of = models.CharField(max_length=40)
    duty = models.CharField(max_length=40)
    customer = models.ForeignKey("parties.Customer", PROTECT, null=True, related_name="duties")
    first_on = models.DateField()
    due_on = models.DateField()
    opens_at = models.DateTimeField()
    record = models.OneToOneField("kernel.Record", PROTECT, null=True, related_name="occurrence")
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["opens_at"], condition=Q(record__isnull=True), name="occurrence_to_open"),
            models.Index(fields=["of", "duty", "due_on"], name="occurrence_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "duty", "customer", "first_on"], condition=Q(customer__isnull=False),
                name="occurrence_once",
            ),
            models.UniqueConstraint(
                fields=["of", "duty", "first_on"], condition=Q(customer__isnull=True), name="occurrence_of_firm_once"
            ),
        ]  # fmt: skip


class Extension(models.Model):
    """延期申请: a later date asked for, and what became of it: ``granted``, ``declined`` or ``dropped``."""

    due = models.ForeignKey(Due, PROTECT, related_name="asked")
    until = models.DateTimeField(_("New date"))
    reason = models.TextField(_("Reason"))
    asked_by = models.ForeignKey("people.Person", PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey("people.Person", PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["id"]
