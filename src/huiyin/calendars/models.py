"""Working calendars as rows: the State's, the firm's, and those of units and customers, each above another one."""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.calendars.week import BadWindows, read_week, windows_of


def check_zone(value: str) -> None:
    """Raise ValidationError unless `value` names a time zone, such as `Asia/Shanghai`."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as wrong:
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Write one such as Asia/Shanghai.") % {"zone": value}
        ) from wrong


def check_week(value: object) -> None:
    """Raise ValidationError unless `value` is a table of working windows; an empty one takes the parent's."""
    try:
        if value:
            read_week(value)  # type: ignore[arg-type]  # whatever a form sent; read_week says what is wrong with it
    except BadWindows as wrong:
        raise ValidationError(str(wrong)) from wrong


def check_day_windows(value: object) -> None:
    """Raise ValidationError unless `value` is a list of working windows of one day; none takes the weekday's."""
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValidationError(_("The windows of a day are a list, for example 08:30-12:00 and 13:00-17:30."))
    try:
        windows_of(value)
    except BadWindows as wrong:
        raise ValidationError(str(wrong)) from wrong


def new_mark() -> str:
    """A mark no other state of a calendar ever had."""
    return secrets.token_hex(8)


class WorkCalendar(models.Model):
    """A working calendar by its code. What it does not say itself, it takes from ``parent``.

    ``edition`` counts its edits and those of the calendars above it; ``mark`` changes with each of them, so that
    what was read earlier is known to be old even where a number came twice (a rolled back edit, a restored backup).
    """

    code = models.SlugField(gettext_lazy("Calendar code"), max_length=40, unique=True)
    label = models.CharField(gettext_lazy("Calendar name"), max_length=80)
    zone = models.CharField(gettext_lazy("Time zone"), max_length=60, blank=True, validators=[check_zone])
    windows = models.JSONField(gettext_lazy("Working windows"), default=dict, blank=True, validators=[check_week])
    parent = models.ForeignKey("self", PROTECT, null=True, blank=True, related_name="children")
    edition = models.PositiveIntegerField(default=1)
    mark = models.CharField(max_length=16, default=new_mark, editable=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(parent=models.F("id")), name="calendar_not_its_own_parent")]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """A calendar above which there is none must say everything itself."""
        if self.parent_id is None and not (self.windows and self.zone):
            raise ValidationError(_("A calendar without a parent needs working windows and a time zone of its own."))


class CalendarDay(models.Model):
    """A date that differs from its weekday. ``year`` is the year whose notice set it, empty for a day set by hand."""

    KINDS = [("rest", gettext_lazy("Day off")), ("work", gettext_lazy("Working day"))]
    calendar = models.ForeignKey(WorkCalendar, PROTECT, related_name="days")
    date = models.DateField(gettext_lazy("Date"))
    kind = models.CharField(gettext_lazy("Kind of day"), max_length=4, choices=KINDS)
    windows = models.JSONField(gettext_lazy("Working windows"), null=True, blank=True, validators=[check_day_windows])
    name = models.CharField(gettext_lazy("Name of the day"), max_length=60, blank=True)
    source = models.CharField(gettext_lazy("Source"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class PublishedYear(models.Model):
    """A year whose holidays are known: which notice, and when it was published."""

    calendar = models.ForeignKey(WorkCalendar, PROTECT, related_name="published")
    year = models.PositiveSmallIntegerField(gettext_lazy("Year"))
    source = models.CharField(gettext_lazy("Source"), max_length=600)
    published_on = models.DateField(gettext_lazy("Published on"), null=True, blank=True)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["calendar", "year"], name="calendar_year_once")]

    def __str__(self) -> str:
        return f"{self.year}"


class CalendarEdit(models.Model):
    """One edit, kept for ever: what moved a deadline must be found later. The database refuses to alter a row.

    ``by`` is the name of who did it, empty for the program itself; ``changes`` is ``{what: [old, new]}``.
    """

    calendar = models.ForeignKey(WorkCalendar, PROTECT, related_name="edits")
    edition = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120, blank=True)
    deed = models.CharField(max_length=40)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-edition", "-pk"]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.edition} {self.deed}"
