"""What people owe and are told: the desk's rows, letters out, drafts and saved views."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT, Q


class Turn(models.Model):
    """Whose turn it is (轮到谁): kept by the one door from the steps open in the record's state.

    ``kind`` is ``act``, ``sign``, ``extend`` (a later date was asked for; ``step`` is then the clock's name) or
    ``row`` (a row inside the record that somebody owes: ``step`` names the rows, ``line`` is the row's id, ``words``
    what it asks, ``due_on`` its day; ``look_at`` and ``told`` are as in Due). A turn speaks to one ``person``, or to
    whoever holds ``role`` for ``unit``.
    """

    record = models.ForeignKey("kernel.Record", PROTECT, related_name="turns")
    kind = models.CharField(max_length=10)
    step = models.CharField(max_length=40)
    role = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey("people.Unit", PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", PROTECT, null=True, related_name="turns")
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    line = models.PositiveBigIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=120, blank=True)
    told = models.JSONField(default=list)
    look_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["role", "unit", "due_at"], name="turn_role_unit"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="turn_to_look_at"),
            models.Index(fields=["person", "due_at"], name="turn_person"),
            models.Index(fields=["record"], name="turn_record"),
        ]


class Part(models.Model):
    """Who has to do with a record beyond the roles of its unit: an asked department, a signer, a reader of a copy.

    It gives sight of the record, never a right to act.
    """

    record = models.ForeignKey("kernel.Record", PROTECT, related_name="parts")
    person = models.ForeignKey("people.Person", PROTECT, null=True, related_name="parts")
    unit = models.ForeignKey("people.Unit", PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["person", "record"], name="part_person"),
            models.Index(fields=["unit", "record"], name="part_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "person"], condition=Q(person__isnull=False), name="part_person_once"
            ),
            models.UniqueConstraint(fields=["record", "unit"], condition=Q(unit__isnull=False), name="part_unit_once"),
        ]


class Notice(models.Model):
    """One thing told to one person on the desk: a copy (抄送), a warning, an escalation, an answer.

    ``read_at`` is the read receipt.
    """

    person = models.ForeignKey("people.Person", PROTECT, related_name="notices")
    record = models.ForeignKey("kernel.Record", PROTECT, related_name="notices")
    kind = models.CharField(max_length=20)
    event = models.ForeignKey("kernel.Event", PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]


class Letter(models.Model):
    """One message to go out. ``key`` makes it go once: the same cause never writes two rows."""

    key = models.CharField(max_length=160, unique=True)
    record = models.ForeignKey("kernel.Record", PROTECT, null=True, related_name="letters")
    channel = models.CharField(max_length=20, default="email")
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    papers = models.JSONField(default=list)
    written_at = models.DateTimeField()
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
                name="letter_to_send",
            )
        ]


class Draft(models.Model):
    """What someone was typing when the line went dead; gone once the deed is done."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="drafts")
    key = models.CharField(max_length=160)
    words = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="draft_once")]


class SavedView(models.Model):
    """A register's filter and order under a name, one person's or everyone's."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="views")
    type = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "type", "name"], name="view_name_once")]
