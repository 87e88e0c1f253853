"""Rows inside a record: actions, countermeasures, documents to check. Never deleted, only dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.deed import Deed
from huiyin.kernel.fields import FieldSpec, empty, must_hold
from huiyin.kernel.models import Line, Record
from huiyin.kernel.registry import Lines
from huiyin.kernel.showing import plain
from huiyin.kernel.sight import visible

MOST_ROWS = 200


def rows_of(record: Record, lines: Lines | None) -> list[Any]:
    """The rows in force, in their order, with whom they name, in one query; none when the field holds no rows."""
    if lines is None:
        return []
    named = [one.name for one in lines.model._meta.fields if one.many_to_one and one.name != "record"]
    rows = lines.model._default_manager.filter(record_id=record.pk, dropped_at=None)
    return list((rows.select_related(*named) if named else rows).order_by("position", "id"))


def take_lines(deed: Deed, spec: FieldSpec, given: Any, taken: Any) -> dict[str, Any]:
    """Write the rows sent for one lines field; answers errors by ``lines.row.column``.

    A row with ``id`` changes that row, one without is new, ``drop`` takes one away. A step that names columns
    (``actions.done_on``) changes just those, on rows that exist. With ``unit_field`` in a step with ``of``, each
    unit writes its own rows.
    """
    have = {row.pk: row for row in rows_of(deed.record, spec.lines)}
    rows, errors = _sent(spec, given)
    if errors:
        return errors
    noted: dict[str, list[Any]] = {"added": [], "changed": [], "dropped": []}
    for index, row in enumerate(rows):
        errors |= _take_row(deed, spec, index, row, have, noted)
    if spec.required and not errors:
        errors |= _missing(deed, spec, have)
    elif deed.rows is not None and not errors:  # of her rows, those she speaks of
        spoken = {row["id"] for row in noted["changed"]}
        errors |= _unsaid(
            spec, [(place, have[pk]) for place, row in enumerate(rows) if (pk := int(row["id"])) in spoken]
        )
    if any(noted.values()):
        taken.changes[spec.name] = {key: value for key, value in noted.items() if value}
    return errors


def _sent(spec: FieldSpec, given: Any) -> tuple[list[Mapping[str, Any]], dict[str, Any]]:
    if given is None or given == "":
        return [], {}
    if not isinstance(given, list) or any(not isinstance(row, Mapping) for row in given):
        return [], {spec.name: _("This must be a list of rows.")}
    if len(given) > MOST_ROWS:
        return [], {spec.name: _("At most %(most)d rows fit here.") % {"most": MOST_ROWS}}
    return [row for row in given if any(not empty(value) for value in row.values())], {}


def _take_row(
    deed: Deed, spec: FieldSpec, index: int, row: Mapping[str, Any], have: dict[int, Any], noted: dict[str, list[Any]]
) -> dict[str, Any]:
    key = str(row.get("id") or "")
    line = have.get(int(key)) if key.isdecimal() else None
    if key and line is None:
        return {f"{spec.name}.{index}": _("This row is gone: someone took it away.")}
    if line is None and spec.only and not set(spec.only) >= {one.name for one in spec.columns if one.required}:
        return {f"{spec.name}.{index}": _("No new rows can be added in this step.")}
    if line is not None and row.keys() <= {"id"}:  # a form names the rows it only shows, to keep their places
        return {}
    if line is not None and not _own(deed, spec, line):
        others = _("This row belongs to another department.") if deed.rows is None else _("This row is not yours.")
        return {f"{spec.name}.{index}": others}
    if line is not None and row.get("drop") and not spec.only:
        return _drop(deed, line, noted, have)
    if line is None and deed.unit and spec.lines and spec.lines.unit_field:
        row = {**row, spec.lines.unit_field: deed.unit}  # the department answers for itself; nobody asks it who it is
    values, errors = _clean_row(deed, spec, index, row, new=line is None)
    if not errors:
        _write(deed, spec, line, values, noted, have)
    return errors


def _own(deed: Deed, spec: FieldSpec, line: Line) -> bool:
    if deed.rows is not None:
        return line.pk in deed.rows.get(spec.name, ())
    column = spec.lines.unit_field if spec.lines else ""
    return not (column and deed.unit) or getattr(line, f"{column}_id") == deed.unit.pk


def known_to(deed: Deed, spec: FieldSpec, value: Any, sent: Any) -> None:
    """A record may only be named by who may see it. Raises Bad, as if there were no record for what was ``sent``."""
    if spec.kind != "record" or value is None or deed.actor is None:
        return
    if not visible(deed.actor, None, at=deed.at).filter(pk=value.pk).exists():
        raise Bad(_("There is no record “%(value)s”.") % {"value": str(sent)[:40]})


def _clean_row(
    deed: Deed, spec: FieldSpec, index: int, row: Mapping[str, Any], *, new: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    values: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for column in _columns(spec, new):
        at = f"{spec.name}.{index}.{column.name}"
        if column.name in row:
            try:
                values[column.name] = clean(column, row[column.name])
                known_to(deed, column, values[column.name], row[column.name])
            except Bad as bad:
                errors[at] = str(bad)
                continue
            if values[column.name] is None and spec.lines and must_hold(column, spec.lines.model):
                errors[at] = _("This is needed here.")
        if column.required and empty(values.get(column.name)) and (new or column.name in row):
            errors[at] = _("This is needed here.")
    return values, errors


def _columns(spec: FieldSpec, new: bool) -> Iterable[FieldSpec]:
    late = spec.lines.late if spec.lines else ()
    if spec.only:
        return [one for one in spec.columns if one.name in spec.only]
    return [one for one in spec.columns if one.name not in late or not new]


def _drop(deed: Deed, line: Line, noted: dict[str, list[Any]], have: dict[int, Any]) -> dict[str, Any]:
    line.dropped_at = deed.at
    line.save(update_fields=["dropped_at"])
    have.pop(line.pk)
    noted["dropped"].append(line.pk)
    return {}


def _write(
    deed: Deed, spec: FieldSpec, line: Any, values: dict[str, Any], noted: dict[str, list[Any]], have: dict[int, Any]
) -> None:
    if line is None and spec.lines:
        position = max((row.position for row in have.values()), default=0) + 1
        line = spec.lines.model(record_id=deed.record.pk, position=position, round=deed.record.round, **values)
        line.save(force_insert=True)
        have[line.pk] = line
        noted["added"].append({"id": line.pk} | {name: plain(value) for name, value in values.items()})
        return
    changed = {}
    for name, value in values.items():
        before, after = plain(getattr(line, name)), plain(value)
        if before != after:
            changed[name] = [before, after]
            setattr(line, name, value)
    if changed:
        line.save(update_fields=list(changed))
        noted["changed"].append({"id": line.pk} | changed)


def add_rows(deed: Deed, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """What an effect writes: new rows of the record's lines ``name`` behind those it has, told in the deed's event."""
    lines = deed.record_type.line(name)
    if lines is None:
        raise LookupError(f"{deed.record_type.name} has no rows called {name}")
    place = max((row.position for row in rows_of(deed.record, lines)), default=0)
    for values in rows:
        place += 1
        row = lines.model(record_id=deed.record.pk, position=place, round=deed.record.round, **values)
        row.save(force_insert=True)
        _note(deed, name, "added", {"id": row.pk} | {key: plain(value) for key, value in values.items()})


def fill_row(deed: Deed, name: str, row: Line, **values: Any) -> None:
    """What an effect fills in on a row that exists, told in the deed's event."""
    changed = {key: [plain(getattr(row, key)), plain(value)] for key, value in values.items()}
    for key, value in values.items():
        setattr(row, key, value)
    row.save(update_fields=list(values))
    _note(deed, name, "changed", {"id": row.pk} | changed)


def _note(deed: Deed, name: str, sort: str, row: dict[str, Any]) -> None:
    noted = dict(deed.changes.get(name, {}))
    deed.changes[name] = noted | {sort: [*noted.get(sort, ()), row]}


def _missing(deed: Deed, spec: FieldSpec, have: dict[int, Any]) -> dict[str, Any]:
    """What a required lines field still lacks: any row of this round, or its named columns on every row."""
    mine = [row for row in have.values() if row.round == deed.record.round and _own(deed, spec, row)]
    if not mine and not spec.only:  # who has no rows of her own has nothing to fill in on them
        return {spec.name: _("At least one row is needed here.")}
    return _unsaid(spec, enumerate(mine))


def _unsaid(spec: FieldSpec, rows: Iterable[tuple[int, Any]]) -> dict[str, Any]:
    rows, errors = list(rows), dict[str, Any]()
    for column in (one for one in spec.columns if one.name in spec.only and one.required):
        for index, row in rows:
            if empty(getattr(row, column.name)):
                errors[f"{spec.name}.{index}.{column.name}"] = _("This is needed here.")
    return errors
