"""How the firm's own things stand, for `huiyin doctor`: rooms, procedures, calendars, trail, search, letters."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huiyin.calendars.models import PublishedYear, WorkCalendar
from huiyin.kernel import finding, registry, row_turns, surroundings
from huiyin.kernel.models import Due, Event, Letter, Seal
from huiyin.kernel.surroundings import FINE, NOTE, WRONG, Remark, Remarks
from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs.adopt import in_force, load
from huiyin.packs.check import check as faults_of
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Label

LOG = logging.getLogger(__name__)
KEPT = (
    "calendars_calendaredit", "kernel_event", "kernel_sample", "kernel_seal", "kernel_signature",
    "packs_procedureversion", "parties_cardchange", "people_peoplechange", "people_signin",
)  # fmt: skip
"""Tables the database itself must refuse to change."""
SHOWN = 3
SEALED_WITHIN = dt.timedelta(hours=2)
REACH = dt.timedelta(days=62)
"""How far ahead promises given today may well fall due."""

Look = Callable[[dt.datetime], Remarks]


def rooms(at: dt.datetime) -> Remarks:
    """Which record types were found, from which file, in which order."""
    for place, app in enumerate(one for one in apps.get_app_configs() if one.name.startswith("huiyin.records.")):
        names = [one.name for one in registry.types() if one.model._meta.app_label == app.label]
        file = inspect.getfile(import_module(f"{app.name}.record"))
        words = {"place": place + 1, "names": ", ".join(names) or "–", "file": file}
        yield Remark(FINE if names else WRONG, _("Room %(place)s: %(names)s, from %(file)s.") % words)


def procedures(at: dt.datetime) -> Remarks:
    """Whether each record type has a procedure in force today."""
    today = timezone.localtime(at).date()
    for record_type in registry.types():
        if version := in_force(record_type.name, today):
            words = {"type": record_type.label, "document": version.document, "revision": version.revision}
            words["since"] = version.effective_from
            sentence = _("%(type)s follows %(document)s revision %(revision)s, in force since %(since)s.")
            yield Remark(FINE, sentence % words)
        elif ProcedureVersion.objects.filter(type=record_type.name).exists():
            sentence = _("%(type)s: a procedure was adopted, but none is in force today for the whole firm.")
            yield Remark(NOTE, sentence % {"type": record_type.label})
        else:
            sentence = _("%(type)s: no procedure was adopted, so nobody can register one. Run: huiyin pack adopt")
            yield Remark(WRONG, sentence % {"type": record_type.label})


def stored_procedures(at: dt.datetime) -> Remarks:
    """Whether every procedure ever adopted still loads and finds all it mentions in today's program."""
    for version in ProcedureVersion.objects.order_by("pk"):
        said = {"document": version.document, "revision": version.revision, "type": version.type}
        try:
            faults = [str(one) for one in faults_of(load(version), vocabulary_for(version.type))]
        except LookupError:
            faults = [str(_("no room keeps records of this type any more"))]
        except (ValueError, TypeError, KeyError) as trouble:  # a body that cannot be thawed fails in its own ways
            faults = [str(trouble)]
        for fault in faults[:SHOWN]:
            sentence = _("%(document)s revision %(revision)s (%(type)s) does not fit this program: %(fault)s")
            yield Remark(WRONG, sentence % {**said, "fault": fault})


def labels(at: dt.datetime) -> Remarks:
    """Labels of procedures in force that have no English."""
    today = timezone.localtime(at).date()
    for record_type in registry.types():
        if version := in_force(record_type.name, today):
            try:
                bare = sorted({label.zh for label in _labels(load(version)) if label.zh and not label.en})
            except (ValueError, TypeError, KeyError):  # stored_procedures says what ails it
                continue
            if bare:
                words = {"document": version.document, "count": len(bare), "first": "、".join(bare[:SHOWN])}
                sentence = _("%(document)s: %(count)s labels have no English and are shown in Chinese (%(first)s …).")
                yield Remark(NOTE, sentence % words)


def _labels(value: Any) -> Iterator[Label]:
    if isinstance(value, Label):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _labels(getattr(value, field.name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _labels(inner)
    elif hasattr(value, "values"):
        for inner in value.values():
            yield from _labels(inner)


def calendars(at: dt.datetime) -> Remarks:
    """Whether the State's holidays are known for every year a promise may fall into."""
    last = Due.objects.filter(settled_at=None).aggregate(last=Max("due_at"))["last"]
    ends = max(timezone.localtime(one).date() for one in (at + REACH, last or at))
    today = timezone.localtime(at).date()
    roots = WorkCalendar.objects.filter(parent=None)
    if not roots:
        yield Remark(WRONG, _("There is no working calendar: deadlines cannot be reckoned. Run: huiyin init"))
    for root in roots:
        known = set(PublishedYear.objects.filter(calendar=root).values_list("year", flat=True))
        for year in range(today.year, ends.year + 1):
            if known and year not in known:
                pressing = year == today.year or today.month == 12 or (last and timezone.localtime(last).year >= year)
                sentence = _(
                    "Calendar %(code)s: the holidays of %(year)s are not in it. Deadlines of that year count plain"
                    " weeks until they are taken in."
                )
                yield Remark(WRONG if pressing else NOTE, sentence % {"code": root.code, "year": year})


def clock(at: dt.datetime) -> Remarks:
    """Whether our clock runs behind what was already written (standards E-16)."""
    last = Event.objects.aggregate(last=Max("at"))["last"]
    if last and last > at + surroundings.MOST_SKEW:
        words = {
            "last": f"{timezone.localtime(last):%Y-%m-%d %H:%M}",
            "now": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        }
        sentence = _("The clock stands at %(now)s, but the last event was written at %(last)s: it was set back.")
        yield Remark(WRONG, sentence % words)


def seals(at: dt.datetime) -> Remarks:
    """Whether the watcher seals: it also warns, escalates and sends."""
    last = Seal.objects.order_by("-id").first()
    oldest = Event.objects.filter(id__gt=last.last if last else 0).order_by("id").values_list("at", flat=True).first()
    if oldest and oldest < at - SEALED_WITHIN:
        since = f"{timezone.localtime(oldest):%Y-%m-%d %H:%M}"
        sentence = _("The watcher does not run: events since %(since)s are not sealed, and no warning goes out.")
        yield Remark(WRONG, sentence % {"since": since})


def guards(at: dt.datetime) -> Remarks:
    """Whether the database still refuses to change what may only be added to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE t.tgname LIKE '%%_append_only' AND t.tgenabled IN ('O', 'A')"
            )
            laid, needed = Counter(row[0] for row in cursor.fetchall()), 1
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_no_%%'")
            laid, needed = Counter(row[0] for row in cursor.fetchall()), 2
    for table in KEPT:
        if laid[table] < needed:
            sentence = _("The database no longer guards %(table)s: rows of it can be changed. Restore its triggers.")
            yield Remark(WRONG, sentence % {"table": table})


# One by one, not count against count: rows that belong to nothing must not hide a record that lacks its own.
_UNFOUND = """
SELECT count(*) FROM kernel_record r WHERE NOT EXISTS (SELECT 1 FROM kernel_search s WHERE s.rowid = r.id)"""
_UNFOUND_POSTGRES = """
SELECT count(*) FROM kernel_record r WHERE NOT EXISTS (SELECT 1 FROM kernel_search s WHERE s.record_id = r.id)"""


def search(at: dt.datetime) -> Remarks:
    """Whether every record can be found by its words, in either script."""
    statement = _UNFOUND_POSTGRES if connection.vendor == "postgresql" else _UNFOUND
    with connection.cursor() as cursor:
        cursor.execute(statement)
        missing = int(cursor.fetchone()[0])
    if missing:
        sentence = _("%(count)s records cannot be found by their words. Run: huiyin manage reindex")
        yield Remark(WRONG, sentence % {"count": missing})
    if finding.outdated():
        sentence = _(
            "The words were indexed by an earlier version: what is written in Traditional characters may not be"
            " found. Run: huiyin manage reindex"
        )
        yield Remark(WRONG, sentence)


def desks(at: dt.datetime) -> Remarks:
    """Whether every row that somebody owes stands on her desk."""
    if found := row_turns.astray():
        sentence = _("In %(count)s records the open rows are not on their owners' desks. Run: huiyin manage redesk")
        yield Remark(WRONG, sentence % {"count": len(found)})


def letters(at: dt.datetime) -> Remarks:
    """Letters given up, and letters that wait too long."""
    lost = Letter.objects.filter(failed_at__isnull=False, sent_at=None).order_by("-failed_at")
    if found := lost.first():
        words = {"count": lost.count(), "to": found.to, "trouble": found.trouble}
        yield Remark(NOTE, _("%(count)s letters could not be sent; the last, to %(to)s: %(trouble)s") % words)
    late = Letter.objects.filter(failed_at=None, sent_at=None, not_before__lt=at - SEALED_WITHIN).count()
    if late:
        yield Remark(WRONG, _("%(count)s letters wait for hours: no job sends them.") % {"count": late})


LOOKS: tuple[Look, ...] = (
    rooms, procedures, stored_procedures, labels, calendars, clock, seals, guards, search, desks, letters,
)  # fmt: skip


def look(at: dt.datetime) -> Iterator[Remark]:
    """Every remark there is to make at that moment; a look that fails is a remark itself and stops no other.

    Rows are only looked at when the tables are those of this program.
    """
    for of_the_machine in surroundings.LOOKS:
        yield from _carefully(of_the_machine, at)
    if any(_carefully(surroundings.migrations, at)):
        return
    for one in LOOKS:
        yield from _carefully(one, at)


def _carefully(one: Look, at: dt.datetime) -> Remarks:
    try:
        yield from one(at)
    except Exception as trouble:  # whatever ails one look, the others must still be heard
        LOG.debug("look failed", exc_info=True)
        first = (str(trouble).strip() or type(trouble).__name__).splitlines()[0]
        sentence = _("“%(look)s” could not be looked at: %(trouble)s")
        yield Remark(WRONG, sentence % {"look": one.__name__, "trouble": first})
