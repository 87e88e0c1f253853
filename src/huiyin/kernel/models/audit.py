"""What was taken out for an audit: who, when, of which clause, which records."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT


class Sample(models.Model):
    """One sample taken out of the house as a folder; append-only by trigger.

    ``first_on`` and ``last_on`` are the period, both included; ``numbers`` the records in it, ``rule`` how they were
    chosen, in words; ``manifest`` the SHA-256 of the folder's list of checksums: who has it can prove the folder.
    """

    person = models.ForeignKey("people.Person", PROTECT, related_name="+")
    at = models.DateTimeField()
    type = models.CharField(max_length=40)
    clause = models.CharField(max_length=40)
    first_on = models.DateField()
    last_on = models.DateField()
    wanted = models.PositiveSmallIntegerField()
    numbers = models.JSONField()
    rule = models.TextField()
    manifest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["type", "clause", "-id"], name="sample_clause")]
