"""Records that belong together: raised children, duplicates merged and parted again, the family tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Link, Record
from huiyin.people.models import Person

_DEEP = 6


@dataclass(slots=True)
class Kin:
    """One record of a family with what it raised below it."""

    record: Record
    kind: str = ""
    below: list[Kin] = field(default_factory=list)
    here: bool = False


def relate(source: Record, target: Record, kind: str, *, by: Person | None, at: dt.datetime, reason: str = "") -> Link:
    """Tie two records. Raises IntegrityError when the tie stands already."""
    return Link.objects.create(source=source, target=target, kind=kind, by=by, at=at, reason=reason)


def tied(source: Record | None, target: Record) -> bool:
    """Whether ``source`` stands above ``target`` by any tie in force."""
    return source is not None and Link.objects.filter(source=source, target=target, ended_at=None).exists()


def untie(target: Record, kind: str, *, at: dt.datetime) -> None:
    """End the ties of that kind above a record; they stay to be read."""
    Link.objects.filter(target=target, kind=kind, ended_at=None).update(ended_at=at)


def children(record: Record, type_name: str | None = None) -> list[Record]:
    """What this record raised, oldest first."""
    rows = Record.objects.filter(links_in__source_id=record.pk, links_in__kind="raised", links_in__ended_at=None)
    return list((rows.filter(type=type_name) if type_name else rows).order_by("id"))


def parents(record: Record) -> list[Record]:
    """What raised this record."""
    return list(
        Record.objects.filter(links_out__target_id=record.pk, links_out__kind="raised", links_out__ended_at=None)
    )


def family(record: Record) -> Kin:
    """The whole tree this record stands in, from its oldest ancestor down; a constant number of queries per level."""
    kin, above = _kin({record.pk})
    kin[record.pk].here = True
    return kin[_line(above, record.pk)[-1]]


def families(records: Iterable[Record]) -> list[Kin]:
    """The trees these records stand in, each once, in their order; as many queries as for one."""
    ids = [record.pk for record in records]
    kin, above = _kin(set(ids))
    return [kin[pk] for pk in dict.fromkeys(_line(above, pk)[-1] for pk in ids)]


def _kin(ids: set[int]) -> tuple[dict[int, Kin], dict[int, int]]:
    """These records and all their relatives by id, each tied to those below it; and who stands above whom."""
    edges: dict[tuple[int, int], str] = {}
    for _level in range(_DEEP):
        rows = Link.objects.filter(Q(source_id__in=ids) | Q(target_id__in=ids), ended_at=None).exclude(kind="merged")
        found = {(row.source_id, row.target_id): row.kind for row in rows}
        more = {pk for pair in found for pk in pair} - ids
        edges |= found
        if not more:
            break
        ids |= more
    merged = Link.objects.filter(Q(source_id__in=ids) | Q(target_id__in=ids), kind="merged", ended_at=None)
    edges |= {(row.target_id, row.source_id): "merged" for row in merged}
    records = Record.objects.filter(pk__in=ids | {pk for pair in edges for pk in pair}).select_related("customer")
    kin = {one.pk: Kin(one) for one in records}
    above: dict[int, int] = {}
    for (source, target), kind in sorted(edges.items()):
        if target not in above and {source, target} <= kin.keys() and target not in _line(above, source):
            kin[target].kind = kind
            kin[source].below.append(kin[target])
            above[target] = source
    return kin, above


def _line(above: dict[int, int], pk: int) -> list[int]:
    """A record and those it stands under, up to the oldest; records that name each other make no ring."""
    line = [pk]
    while (pk := above.get(pk, 0)) and pk not in line:
        line.append(pk)
    return line


def refuse_ring(duplicate: Record, kept: Record) -> Any:
    """Why two records cannot be merged, or nothing."""
    if duplicate.pk == kept.pk:
        return _("A record cannot be merged into itself.")
    if duplicate.type != kept.type:
        return _("Only records of the same type can be merged.")
    if kept.merged_into_id:
        return _("The record to keep was itself merged into another.")
    if duplicate.merged_into_id:
        return _("This record was merged already.")
    return ""
