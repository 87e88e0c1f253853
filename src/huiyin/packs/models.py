"""The adopted procedure: one immutable row, tied to one revision of its controlled document."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import PROTECT


class ProcedureVersion(models.Model):
    """A frozen rulebook page. Never changed, never deleted: a database trigger refuses both.

    ``body`` is the canonical JSON of the whole ``Procedure``; ``fingerprint`` its SHA-256. ``effective_from`` is
    the first day new records open under it; ``units`` (codes, empty = everywhere) says where.
    """

    type = models.CharField(max_length=40)
    pack = models.CharField(max_length=80)
    document = models.CharField(max_length=80)
    revision = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    effective_from = models.DateField()
    units = models.JSONField(default=list)
    adopted_by = models.ForeignKey("people.Person", PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    body = models.TextField()

    class Meta:
        ordering = ["type", "effective_from", "pk"]
        indexes = [models.Index(fields=["type", "effective_from"], name="procedure_type_from")]
        constraints = [models.UniqueConstraint(fields=["type", "fingerprint", "effective_from"], name="procedure_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.revision}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert once. Raises RuntimeError on a second save: what governs records must not move."""
        if self.pk is not None and not self._state.adding:
            raise RuntimeError("a procedure version is immutable")
        super().save(*args, **kwargs)
