"""A procedure takes force: frozen, fingerprinted, stored once, found by day and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huiyin.base.dates import aware
from huiyin.packs.faults import PackError, PackFault
from huiyin.packs.freeze import canonical, fingerprint, thaw
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure
from huiyin.people.holding import ancestors, unit_codes
from huiyin.people.memory import forget, remember
from huiyin.people.models import Person, Unit

__all__ = ["adopt", "canonical", "fingerprint", "in_force", "load", "prints", "thawed"]

# A stored version never changes and a firm adopts a few a year, so what was thawed once is kept.
_thawed: dict[str, Procedure] = {}


def adopt(
    procedure: Procedure,
    *,
    by: Person | None,
    at: datetime,
    effective_from: date,
    reason: str,
    units: Sequence[str] = (),
) -> ProcedureVersion:
    """Store ``procedure`` as in force from the day ``effective_from`` in ``units`` (codes; empty: everywhere).

    ``at`` is aware. The caller has checked it (``check.check``). Raises PackError when a unit is unknown, when the
    frozen text does not thaw to the same procedure, or when the same text is already in force from that day.
    """
    aware(at)
    unknown = sorted(set(units) - set(Unit.objects.filter(code__in=units).values_list("code", flat=True)))
    if unknown:
        raise _fault(procedure, _("there is no unit with the code %(units)s") % {"units": ", ".join(unknown)})
    body = canonical(procedure)
    if thaw(body) != procedure:
        raise _fault(procedure, _("does not survive being frozen; please report this"))
    try:
        with transaction.atomic():
            version = ProcedureVersion.objects.create(
                type=procedure.type,
                pack=procedure.pack,
                document=procedure.document,
                revision=procedure.revision,
                fingerprint=fingerprint(body),
                effective_from=effective_from,
                units=sorted(set(units)),
                adopted_by=by,
                adopted_at=at,
                reason=reason,
                body=body,
            )
    except IntegrityError:
        raise _fault(
            procedure, _("is already in force from %(day)s, word for word") % {"day": effective_from}
        ) from None
    forget()
    return version


def load(version: ProcedureVersion) -> Procedure:
    """The procedure a version holds; the body is read only the first time.

    Raises ValueError when the body does not match its fingerprint: then someone went round the database's trigger.
    """
    known = _thawed.get(version.fingerprint)
    if known is None:
        if fingerprint(version.body) != version.fingerprint:
            raise ValueError(f"procedure version {version.pk} was changed after its adoption")
        known = _thawed[version.fingerprint] = thaw(version.body)
    return known


def prints() -> dict[int, str]:
    """The fingerprint of every version ever adopted, of all types, by its row's id, the newest first."""
    return dict(ProcedureVersion.objects.order_by("-effective_from", "-pk").values_list("pk", "fingerprint"))


def thawed(prints: Mapping[int, str]) -> dict[int, Procedure]:
    """The procedures behind these fingerprints, by the same ids; bodies are read of those not read before."""
    new = [pk for pk, one in prints.items() if one not in _thawed]
    for version in ProcedureVersion.objects.filter(pk__in=new) if new else ():
        load(version)
    return {pk: _thawed[one] for pk, one in prints.items()}


def in_force(type: str, day: date, unit_code: str = "") -> ProcedureVersion | None:
    """The version new records of ``type`` open under on ``day`` in the unit: the unit's own version, else that of the
    nearest unit above it, else the firm's; of several, the latest. The body is left in the database until asked for.
    """
    # one question for all types, asked once per request: the menu looks at every type on every page
    versions = remember(("versions", day), lambda: _since(day)).get(type, [])
    if not any(version.units for version in versions):
        return versions[0] if versions else None
    for code in _upwards(unit_code):
        for version in versions:
            if code in version.units:
                return version
    return next((version for version in versions if not version.units), None)


def _since(day: date) -> dict[str, list[ProcedureVersion]]:
    """The versions in force on ``day`` by type, the latest first."""
    found: dict[str, list[ProcedureVersion]] = {}
    rows = ProcedureVersion.objects.filter(effective_from__lte=day).defer("body")
    for version in rows.order_by("-effective_from", "-pk"):
        found.setdefault(version.type, []).append(version)
    return found


def _upwards(unit_code: str) -> list[str]:
    """The unit and the units above it, nearest first."""
    unit = unit_codes().get(unit_code)
    return [one.code for one in (unit, *ancestors(unit))] if unit else []


def _fault(procedure: Procedure, sentence: str) -> PackError:
    return PackError([PackFault(f"{procedure.type}.toml", "", sentence)])
