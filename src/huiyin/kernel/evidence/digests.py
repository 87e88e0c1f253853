"""The signatures behind a clause, recomputed: over what they were given for, by whom they had to be given."""

from __future__ import annotations

from dataclasses import dataclass, field

from huiyin.kernel.evidence.scope import Scope, Standing
from huiyin.kernel.models import Signature
from huiyin.kernel.signing import digest_of

MOST = 2_000


@dataclass(slots=True)
class Recomputed:
    """How many signatures were looked at, and the numbers of records where one does not hold."""

    looked_at: int = 0
    more: bool = False
    broken: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def recompute(scope: Scope, standing: Standing) -> Recomputed:
    """The newest MOST signatures given for a demand: each digest again, and whether its role was among those asked."""
    rows = Signature.objects.filter(scope.within(), step=standing.newest.step, verdict="signed")
    rows = rows.filter(record__procedure_id__in=list(standing.stands)).order_by("-pk")
    asked = {role for one in standing.stands.values() for role in roles_of(one.said)}
    every = {
        role for pk, one in standing.stands.items()
        for sign in scope.versions[pk].flow.steps[one.step].signs for role in roles_of(sign)
    }  # fmt: skip
    found = Recomputed()
    for signature in rows.select_related("record")[: MOST + 1].iterator(chunk_size=200):
        if found.looked_at == MOST:
            found.more = True
            break
        if signature.role not in asked and signature.role in every:  # it answers another demand of the same step
            continue
        found.looked_at += 1
        if digest_of(signature.content) != signature.digest:
            found.broken.append(signature.record.number)
        if signature.role not in asked:
            found.others.append(signature.record.number)
    return found


def roles_of(sign: object) -> tuple[str, ...]:
    """The roles that may answer a demand."""
    named = (*getattr(sign, "any", ()), *getattr(sign, "all", ()), getattr(sign, "role", ""))
    return tuple(one for one in named if one)
