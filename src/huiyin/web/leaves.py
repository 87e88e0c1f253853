"""A log that is kept for ever, one leaf at a time: the newest first, walked by key."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refused
from huiyin.kernel.paging import Asked, BadKey, Order, Page, page

NEWEST: dict[str, Order] = {"-id": (("id", True),), "-at": (("at", True), ("id", True))}
"""How a log may be walked: as it was written, or by when it happened."""


def leaf(request: HttpRequest, rows: Any, order: str, size: int) -> Page:
    """The leaf of a log that `?after=` or `?before=` asks for. Raises Refused when there is none."""
    asked = Asked(order, request.GET.get("after", ""), request.GET.get("before", ""), size=size)
    try:
        return page([rows], asked, NEWEST)
    except BadKey:
        raise Refused(_("This page does not exist. Begin again at the first page."), status=422) from None


def turned(request: HttpRequest, home: str, here: Page) -> dict[str, Any] | None:
    """The pager below a leaf, at the address `home`, what it was narrowed by kept; nothing for a log of one leaf."""
    if not (here.previous or here.next):
        return None
    rest = {key: one for key, one in request.GET.items() if key not in ("after", "before")}
    return {
        "words": "",
        "previous": f"{home}?{urlencode(rest | {'before': here.previous})}" if here.previous else None,
        "next": f"{home}?{urlencode(rest | {'after': here.next})}" if here.next else None,
    }
