"""`huiyin manage reindex`: index the words of every record anew, after a restore or when customers were renamed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.kernel import finding, registry

AT_ONCE = 500


class Command(BaseCommand):
    """Walk all records, a few hundred in one transaction, so that nobody waits for long."""

    help = "Index the words of every record anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many."""
        count = sum(self._type(record_type) for record_type in registry.types())
        self.stdout.write(_("%(count)s records can be found by their words.") % {"count": count})

    def _type(self, record_type: registry.RecordType) -> int:
        rows = (
            record_type.model._default_manager.select_related("customer").select_for_update(of=("self",)).order_by("pk")
        )
        count = last = 0
        while True:
            with transaction.atomic():
                some = list(rows.filter(pk__gt=last)[:AT_ONCE])
                finding.index_many((one.pk, finding.wording(one, record_type)) for one in some)
            if not some:
                return count
            count, last = count + len(some), some[-1].pk
