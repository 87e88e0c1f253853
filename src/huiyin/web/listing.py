"""A register as an address asks for it: what every face reads of it, and the addresses that ask for something else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from huiyin.kernel import listing as kernel
from huiyin.kernel.columns import WORK
from huiyin.kernel.paging import USUAL
from huiyin.web.answers import record_type_or_404


@dataclass(slots=True)
class Listing(kernel.Listing):
    """The same, knowing its address."""

    def link(self, name: str = "register", **change: Any) -> str:
        """The address of this register with some of it changed; `None` takes a part off. Pages start anew."""
        asked: dict[str, Any] = {**self.given}
        if self.view != WORK:
            asked["view"] = self.view
        if self.order != USUAL:
            asked["sort"] = self.order
        asked |= {key.replace("__", "."): one for key, one in change.items()}
        query = urlencode({key: one for key, one in asked.items() if one not in (None, "", [])}, doseq=True)
        url = reverse(name, args=[self.record_type.name])
        return f"{url}?{query}" if query else url

    def without(self, name: str) -> str:
        """The address without one filter."""
        return replace(self, given={key: one for key, one in self.given.items() if key != name}).link()

    def plain(self) -> Listing:
        """The whole register in its usual order, in the same view."""
        return replace(self, given={}, order=USUAL)


def listing(request: HttpRequest, type_name: str, query: QueryDict, *, at: dt.datetime) -> Listing:
    """Read an address. Whatever cannot be used stands in `narrowed.faults`; an unknown type is a 404."""
    person: Any = request.user
    return Listing.read(record_type_or_404(type_name), person, dict(query.lists()), at=at)
