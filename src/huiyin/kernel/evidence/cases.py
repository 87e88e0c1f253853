"""The records behind a figure, each with its reason in words; some at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.dates import day_words, moment_words
from huiyin.calendars import days
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.words import span_words
from huiyin.calendars.worktime import remaining
from huiyin.kernel.clocks import calendar_code
from huiyin.kernel.evidence import duties, paths, rows
from huiyin.kernel.evidence.scope import Scope, Standing
from huiyin.kernel.evidence.words import VERDICTS, field_label, joined, step_label
from huiyin.kernel.models import Attachment, Event, Notice, Record, Signature
from huiyin.packs.shape import Procedure

ENDING = ("step", "voided", "merged")


@dataclass(frozen=True, slots=True)
class Found:
    """One record under a verdict, and why it is there. A duty nobody did has no record."""

    record: Record | None
    verdict: str
    reason: str


def cases(scope: Scope, standing: Standing, verdicts: Iterable[str], *, start: int = 0, size: int = 50) -> list[Found]:
    """The records with one of the verdicts, the newest first, from the ``start``-th on.

    A constant number of queries.
    """
    if standing.kind in rows.KINDS:
        found = rows.listed(scope, standing, verdicts)
        found = found.select_related("record__customer", "record__unit", "record__procedure")
        some = list(found.defer("record__procedure__body")[start : start + size])
        return _ROWS[standing.kind](scope, standing, some)
    if standing.kind in paths.KINDS:
        ways = paths.Ways(scope, [standing]).listed(standing, verdicts)
        return _walked(scope, standing, list(islice(ways, start, start + size)))
    if standing.kind == "duty":
        due = duties.listed(scope, standing, verdicts)[start : start + size]
        return [Found(one.record, verdict, _duty(one)) for one, verdict in due]
    return []


def ids(scope: Scope, standings: Iterable[Standing], verdicts: Iterable[str]) -> Iterator[int]:
    """The records with one of the verdicts on any of the demands, by id, some more than once; read some at a time."""
    standings, verdicts = list(standings), list(verdicts)
    walked = [one for one in standings if one.kind in paths.KINDS]
    if walked:
        yield from paths.Ways(scope, walked).any(verdicts)
    for one in standings:
        if one.kind in rows.KINDS:
            found = rows.listed(scope, one, verdicts).order_by("-record_id").values_list("record_id", flat=True)
            yield from found.distinct().iterator(chunk_size=2_000)


def _procedure(scope: Scope, record: Any) -> Procedure:
    return scope.versions[record.procedure_id]


def _moment(at: dt.datetime) -> str:
    return moment_words(timezone.localtime(at))


# --- clocks -----------------------------------------------------------------------------------------------------------


def _clocks(scope: Scope, standing: Standing, some: Sequence[Any]) -> list[Found]:
    calendars: dict[str, Calendar] = {}
    ended = _ended(some)

    def reason(due: Any) -> str:
        code = calendar_code(due.record, _procedure(scope, due.record))
        if code not in calendars:
            calendars[code] = days.load(code)
        return joined(_clock(scope, due, calendars[code]), *_granted(due), *_why(scope, due, ended))

    return [Found(due.record, due.v, reason(due)) for due in some]


def _clock(scope: Scope, due: Any, calendar: Calendar) -> str:
    promised = due.first_due_at if due.extensions else due.due_at
    words = {"promised": _moment(promised)}
    if due.v in ("late", "extended"):
        span = span_words(remaining(due.settled_at, promised, calendar))
        words |= {"met": _moment(due.settled_at), "span": span}
        return _("Promised for %(promised)s, met %(met)s: %(span)s.") % words
    if due.v == "overdue":
        span = span_words(remaining(due.paused_at or scope.at, due.due_at, calendar))
        return _("Promised for %(promised)s and still open: %(span)s.") % (words | {"span": span})
    if due.v == "open":
        return _("Promised for %(promised)s; there is time yet.") % words
    if due.settled_at is None:
        return _("Promised for %(promised)s; it stands still.") % words
    return _("Promised for %(promised)s, ended %(ended)s.") % (words | {"ended": _moment(due.settled_at)})


def _granted(due: Any) -> Iterable[str]:
    """The later dates it was given, and by whom."""
    for one in due.extensions:
        to = _moment(dt.datetime.fromisoformat(one["to"]))
        yield _("A later date, %(to)s, was granted by %(name)s: %(reason)s.") % {
            "to": to, "name": one.get("granted_by") or one["name"], "reason": one["reason"].rstrip("。."),
        }  # fmt: skip


def _ended(some: Sequence[Any]) -> dict[tuple[int, dt.datetime], Event]:
    """The deeds that ended these promises. One query."""
    moments = {due.settled_at for due in some if due.settled_at is not None}
    if not moments:
        return {}
    events = Event.objects.filter(record_id__in={due.record_id for due in some}, happened_at__in=moments)
    events = events.filter(kind__in=ENDING).select_related("actor").order_by("seq")
    return {(one.record_id, one.happened_at): one for one in events}


def _why(scope: Scope, due: Any, ended: dict[tuple[int, dt.datetime], Event]) -> Iterable[str]:
    event = ended.get((due.record_id, due.settled_at)) if due.settled_at else None
    if event is not None:
        yield _deed(event, _procedure(scope, due.record))


def _deed(event: Event, procedure: Procedure) -> str:
    """A deed in one sentence, with the reason that was given for it."""
    words = {"who": event.actor.name if event.actor else _("The system"), "reason": event.reason}
    if event.kind == "voided":
        said = _("Voided by %(who)s.") % words
    elif event.kind == "merged":
        said = _("Merged into another record by %(who)s.") % words
    else:
        said = _("“%(step)s” by %(who)s.") % (words | {"step": step_label(procedure, event.step)})
    return joined(said, _("Reason: %(reason)s") % words if event.reason else "")


# --- signatures, children, copies, papers -----------------------------------------------------------------------------


def _signs(scope: Scope, standing: Standing, some: Sequence[Any]) -> list[Found]:
    refused: dict[int, list[Signature]] = defaultdict(list)
    given = Signature.objects.filter(proposal_id__in=[one.pk for one in some]).exclude(verdict="signed")
    for signature in given.select_related("person"):
        refused[signature.proposal_id].append(signature)

    def reason(one: Any) -> str:
        said = _("Filed %(at)s.") % {"at": _moment(one.at)}
        if one.v == "open":
            return joined(said, _("It waits for the signature."))
        for signature in refused[one.pk]:
            words = {"who": signature.person.name, "at": _moment(signature.at), "reason": signature.reason}
            said = joined(said, _("%(who)s declined %(at)s: %(reason)s") % words)
        return said

    return [Found(one.record, one.v, reason(one)) for one in some]


def _raises(scope: Scope, standing: Standing, some: Sequence[Any]) -> list[Found]:
    type_name = standing.newest.said.type

    def reason(event: Any) -> str:
        given = [one["reason"] for one in event.facts.get("not_raised", ()) if one["type"] == type_name]
        return _("Reason: %(reason)s") % {"reason": given[0]} if given else _on(scope, event)

    return [Found(event.record, event.v, reason(event)) for event in some]


def _copies(scope: Scope, standing: Standing, some: Sequence[Any]) -> list[Found]:
    unread: dict[int, list[str]] = defaultdict(list)
    waiting = Notice.objects.filter(event_id__in=[one.pk for one in some], kind="copy", read_at=None)
    for event, person in waiting.order_by("pk").values_list("event_id", "person__name"):
        unread[event].append(person)

    def reason(event: Any) -> str:
        if event.v == "untold":
            return joined(_on(scope, event), _("Nobody held the role then."))
        names = "、".join(unread[event.pk])
        return _("Not yet read by %(names)s.") % {"names": names} if names else _on(scope, event)

    return [Found(event.record, event.v, reason(event)) for event in some]


def _proofs(scope: Scope, standing: Standing, some: Sequence[Any]) -> list[Found]:
    withdrawn: dict[int, list[str]] = defaultdict(list)
    gone = Attachment.objects.filter(record_id__in=[one.record_id for one in some], withdrawn_at__isnull=False)
    for record, name in gone.order_by("pk").values_list("record_id", "name"):
        withdrawn[record].append(name)

    def reason(event: Any) -> str:
        names = "、".join(withdrawn[event.record_id])
        return joined(_on(scope, event), _("Withdrawn since: %(names)s.") % {"names": names} if names else "")

    return [Found(event.record, event.v, reason(event)) for event in some]


def _on(scope: Scope, event: Any) -> str:
    """When the step was taken."""
    step = step_label(_procedure(scope, event.record), event.step)
    return _("“%(step)s” on %(day)s.") % {"step": step, "day": day_words(timezone.localtime(event.happened_at).date())}


# --- the way a record went --------------------------------------------------------------------------------------------


def _walked(scope: Scope, standing: Standing, some: list[tuple[int, str, paths.Way]]) -> list[Found]:
    wanted = [pk for pk, _verdict, _way in some]
    records = Record.objects.select_related("customer", "unit", "merged_into").in_bulk(wanted)
    deeds: dict[int, list[Event]] = defaultdict(list)
    events = Event.objects.filter(record_id__in=wanted, kind__in=ENDING).select_related("actor").order_by("seq")
    for event in events.defer("changes", "facts"):
        deeds[event.record_id].append(event)
    return [
        Found(records[pk], verdict, _way(scope, standing, records[pk], verdict, deeds[pk]))
        for pk, verdict, _went in some
    ]


def _way(scope: Scope, standing: Standing, record: Any, verdict: str, deeds: list[Event]) -> str:
    procedure = _procedure(scope, record)
    state = str(procedure.state(record.state).label)
    match verdict:
        case "empty":
            return _("“%(field)s” says nothing.") % {"field": field_label(procedure, standing.newest.name)}
        case "another":
            left = next((one for one in deeds if _leaves(one, standing, record)), None)
            return _deed(left, procedure) if left else _("It ended at “%(state)s”.") % {"state": state}
        case "skipped":
            return _("It ended at “%(state)s” without this step.") % {"state": state}
        case "void" if record.merged_into_id:
            return _("Merged into %(number)s") % {"number": record.merged_into.number}
        case "void":
            return _deed(deeds[-1], procedure) if deeds else str(VERDICTS["void"])
        case "open":
            return _("It stands at “%(state)s”.") % {"state": state}
        case _:
            return ""


def _leaves(event: Event, standing: Standing, record: Any) -> bool:
    """Whether the deed led away from where the step would have."""
    sources = standing.stands[record.procedure_id].said.sources
    return event.kind == "step" and event.state_before in sources and event.state_after not in sources


def _duty(one: Any) -> str:
    said = _("Due %(day)s.") % {"day": day_words(one.due_on)}
    return joined(said, one.customer.name if one.customer else "", one.trouble)


_ROWS: dict[str, Callable[[Scope, Standing, Sequence[Any]], list[Found]]] = {
    "clock": _clocks, "sign": _signs, "raise": _raises, "copy": _copies, "proof": _proofs,
}  # fmt: skip
