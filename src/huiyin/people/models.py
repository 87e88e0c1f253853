"""Persons, units, and who holds which role from when to when."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A part of the firm: company, site, department, section or off-site service centre.

    ``path`` is the chain of ids from the root (``/1/4/9/``), so a subtree is one indexed prefix.
    """

    KINDS = [
        ("company", _("Company")), ("site", _("Site")), ("department", _("Department")),
        ("section", _("Section")), ("centre", _("Service centre")),
    ]  # fmt: skip
    code = models.SlugField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=KINDS, default="department")
    parent = models.ForeignKey(
        "self", PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Belongs to")
    )
    path = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    window = models.BooleanField(_("Registers customers' words"), default=False)
    region = models.CharField(_("Region"), max_length=80, blank=True)
    calendar = models.CharField(_("Working calendar"), max_length=40, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Store the row and keep ``path`` true (a unit is moved with everything below it)."""
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            old, self.path = self.path, path
            type(self).objects.filter(pk=self.pk).update(path=path)
            for below in type(self).objects.filter(parent=self) if old else ():
                below.parent = self
                below.save()


class PersonManager(BaseUserManager["Person"]):
    """Creates persons with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **fields) -> Person:
        """A new person who may sign in. Raises IntegrityError when the name is taken."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, password: str | None = None, **fields) -> Person:
        """A person who keeps units, persons and calendars. Gives no right over any record."""
        return self.create_user(username, password, keeper=True, **fields)


class Person(AbstractBaseUser):
    """Someone who signs in. ``unit`` is where she belongs; what she may do comes from holdings."""

    username = models.CharField(_("Sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    title = models.CharField(_("Position"), max_length=60, blank=True)
    unit = models.ForeignKey(Unit, PROTECT, null=True, blank=True, related_name="persons", verbose_name=_("Unit"))
    language = models.CharField(_("Language"), max_length=10, blank=True)
    theme = models.CharField(_("Appearance"), max_length=10, blank=True)
    is_active = models.BooleanField(_("May sign in"), default=True)
    keeper = models.BooleanField(_("Keeps persons, units and calendars"), default=False)
    password_lent = models.BooleanField(_("Must choose a password of her own"), default=False, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """What some libraries ask; there is no framework admin here."""
        return False

    @property
    def is_superuser(self) -> bool:
        """Nobody is above the rules."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Rights are roles in a pack; the framework's permission rows are not used."""
        return False

    def has_module_perms(self, label: str) -> bool:
        """See ``has_perm``."""
        return False

    def get_full_name(self) -> str:
        """The name as printed."""
        return self.name


class Holding(models.Model):
    """A role someone holds, in a unit and all below it (``unit`` empty: the whole firm), between two days."""

    person = models.ForeignKey(Person, PROTECT, related_name="holdings", verbose_name=_("Person"))
    role = models.CharField(_("Role"), max_length=60)
    unit = models.ForeignKey(Unit, PROTECT, null=True, blank=True, related_name="holdings", verbose_name=_("Unit"))
    since = models.DateField(_("From"))
    until = models.DateField(_("Until"), null=True, blank=True)
    granted_by = models.ForeignKey(Person, PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["role", "unit"], name="holding_role_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="holding_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.since}"


class StandIn(models.Model):
    """Someone acts for someone else between two days; the trail names both."""

    absent = models.ForeignKey(Person, PROTECT, related_name="stand_ins", verbose_name=_("Absent"))
    person = models.ForeignKey(Person, PROTECT, related_name="stands_in_for", verbose_name=_("Stand-in"))
    since = models.DateField(_("From"))
    until = models.DateField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.person} for {self.absent} {self.since}"


class ApiToken(models.Model):
    """A key a program signs in with; it is a person with roles. Only the digest is stored."""

    person = models.ForeignKey(Person, PROTECT, related_name="tokens")
    label = models.CharField(_("Name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class PeopleChange(models.Model):
    """One act of a keeper, kept for ever: who may do what is itself evidence. The database refuses to alter a row.

    ``subject`` is ``unit:<code>``, ``person:<sign-in name>`` or ``token:<id>``; ``changes`` is ``{what: [old, new]}``.
    ``by`` is empty when the act was done on the machine's own command line. No password is ever among the changes.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(Person, PROTECT, null=True, related_name="+")
    deed = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, db_index=True)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.deed} {self.subject}"


class SignIn(models.Model):
    """One try to come in (CS-2.3: unrelated people must not access), kept for ever.

    ``username`` is the name tried; of a name nobody has, only the beginning is kept, because people now and then
    type a password there. ``address`` is where the browser was.
    """

    OUTCOMES = {
        "in": _("Signed in"), "out": _("Signed out"), "wrong": _("Wrong name or password"),
        "code": _("Wrong second factor"), "locked": _("Shut out after too many tries"),
        "gone": _("Deactivated account"),
    }  # fmt: skip
    at = models.DateTimeField(db_index=True)
    username = models.CharField(_("Sign-in name"), max_length=60, db_index=True)
    ok = models.BooleanField()
    outcome = models.CharField(max_length=10)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.username} {self.outcome}"
