"""What hangs on a record: papers and relatives."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT, Q


class Attachment(models.Model):
    """A file given to a record. The bytes lie under the media folder by their SHA-256; a file is never replaced."""

    record = models.ForeignKey("kernel.Record", PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    line = models.CharField(max_length=60, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    added_by = models.ForeignKey("people.Person", PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]


class Link(models.Model):
    """Two records that belong together: ``raised`` (parent to child) or ``merged`` (duplicate to the one kept)."""

    source = models.ForeignKey("kernel.Record", PROTECT, related_name="links_out")
    target = models.ForeignKey("kernel.Record", PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"], condition=Q(ended_at__isnull=True), name="link_once"
            )
        ]
