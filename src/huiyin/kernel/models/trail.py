"""The trail: what was done, append-only, hashed per record and sealed across records."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT


class Event(models.Model):
    """One deed on one record. Written by ``kernel.trail.append`` alone; triggers refuse UPDATE and DELETE.

    ``at`` is when it was entered, ``happened_at`` when it took place. ``changes`` is ``{field: [old, new]}``;
    ``facts`` carries what else the deed did (dues, children, signature, copies). ``hash`` covers the row and
    ``previous``, the hash of the record's event before it.
    """

    record = models.ForeignKey("kernel.Record", PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    step = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey("people.Person", PROTECT, null=True, related_name="+")
    on_behalf = models.ForeignKey("people.Person", PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    state_before = models.CharField(max_length=40, blank=True)
    state_after = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    changes = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["record_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["record", "seq"], name="event_seq_once")]
        indexes = [models.Index(fields=["at"], name="event_at")]


class Seal(models.Model):
    """A digest over every event of an id range, chained to the seal before it: nothing can vanish unseen."""

    at = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
