"""Signatures: who put their name to what, bound to what it said."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT


class Proposal(models.Model):
    """A step that was filed and waits for its signatures; the last one fires it."""

    record = models.ForeignKey("kernel.Record", PROTECT, related_name="proposals")
    step = models.CharField(max_length=40)
    by = models.ForeignKey("people.Person", PROTECT, related_name="+")
    on_behalf = models.ForeignKey("people.Person", PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    choice = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["-id"]


class Signature(models.Model):
    """One name under one step. ``content`` is what was signed, ``digest`` its SHA-256; append-only by trigger."""

    record = models.ForeignKey("kernel.Record", PROTECT, related_name="signatures")
    proposal = models.ForeignKey(Proposal, PROTECT, related_name="signatures")
    step = models.CharField(max_length=40)
    demand = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", PROTECT, related_name="+")
    on_behalf = models.ForeignKey("people.Person", PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey("people.Unit", PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    verdict = models.CharField(max_length=10)
    meaning = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    method = models.CharField(max_length=20)
    at = models.DateTimeField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
