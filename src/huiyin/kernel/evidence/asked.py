"""Conditions of a procedure as the database can ask them: a field holds a code, a field is empty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable

from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.models import Record
from huiyin.kernel.registry import RecordType

NEVER = Q(pk__in=[])
_SHARED = {one.name for one in Record._meta.get_fields()}


def holds(record_type: RecordType, name: str, codes: Iterable[str], prefix: str = "") -> Q:
    """Records whose field ``name`` holds one of ``codes`` now; every record when no field is named.

    ``prefix`` leads from the rows asked to the record (``record__``).
    """
    if not name:
        return Q()
    codes = list(codes)
    path, column = _path(record_type, name, prefix)
    if column is None:  # an extra field: a code, or a list of them
        listed = Q()
        for code in codes:
            listed |= Q(**{f"{path}__icontains": f'"{code}"'})
        return Q(**{f"{path}__in": codes}) | listed
    if isinstance(column, models.BooleanField):
        return Q(**{f"{path}__in": [code == "yes" for code in codes]})
    if isinstance(column, models.JSONField):
        listed = NEVER
        for code in codes:
            listed |= Q(**{f"{path}__icontains": f'"{code}"'})
        return listed
    return Q(**{f"{path}__in": codes})


def _path(record_type: RecordType, name: str, prefix: str) -> tuple[str, Any]:
    """How to reach a field from the rows asked, and its column; no column for an extra field."""
    if name in _SHARED:
        return f"{prefix}{name}", Record._meta.get_field(name)
    own = {one.name: one for one in record_type.model._meta.local_fields}
    if name in own:
        room = f"{record_type.model._meta.model_name}__" if prefix else ""
        return f"{prefix}{room}{name}", own[name]
    return f"{prefix}extra__{name}", None


def empty(record_type: RecordType, spec: FieldSpec, column: str = "") -> Q | Combinable | None:
    """The room's rows in which the field says nothing; for lines: no row in force, or one without ``column``.

    Nothing for what cannot be empty (a yes or no).
    """
    if spec.kind == "lines" and spec.lines is not None:
        rows = spec.lines.model._default_manager.filter(record_id=OuterRef("pk"), dropped_at=None)
        if not column:
            return ~Exists(rows)
        blank = _blank(column, spec.lines.model._meta.get_field(column))
        return Exists(rows.filter(blank)) if blank is not None else None
    if spec.name == "customer":
        return Q(customer=None, customer_unknown="")
    path, found = _path(record_type, spec.name, "")
    if found is None:
        return Q(**{f"{path}__isnull": True}) | Q(**{path: None}) | Q(**{path: ""}) | Q(**{path: []})
    return _blank(path, found)


def _blank(path: str, column: Any) -> Q | None:
    if isinstance(column, models.JSONField):
        return Q(**{path: []}) | Q(**{path: None})
    if isinstance(column, (models.CharField, models.TextField)):
        return Q(**{path: ""})
    return Q(**{f"{path}__isnull": True}) if column.null else None
