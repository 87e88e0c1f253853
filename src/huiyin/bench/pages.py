"""The pages people look at all day, at three sizes of register, against the query a page cannot do without."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.urls import reverse

from huiyin.bench.firm import RARE, TYPE, Firm
from huiyin.bench.measure import Figure, Report, timed
from huiyin.kernel import registry
from huiyin.people.models import Person

LIMIT = 30.0
LINK = re.compile(rb'href="([^"]*)"')


def measure_pages(firm: Firm, report: Report, size: int, times: int, limit: float | None = LIMIT) -> None:
    """Every way to ask for a page of the register, and one sheet. ``limit`` is the aim in milliseconds."""
    report.title(f"Pages at {size:,} records (server time, whole page)")
    bare = timed(_bare_query, 30)
    first: dict[Any, float] = {}
    for name, person, query in _asked(firm):
        address = reverse("register", args=[TYPE]) + query
        value = timed(_page(_client(person), address), times)
        first.setdefault(person.pk, value)
        report.add(Figure(name, value, bare, limit=limit))
        if "last page" in name:
            report.add(Figure("  the same against the first page", value, first[person.pk], most=2))
    numbers = registry.get(TYPE).model._default_manager
    for name, number in (("newest", numbers.latest("pk").number), ("oldest", numbers.earliest("received_at").number)):
        address = reverse("sheet", args=[TYPE, number])
        report.add(Figure(f"sheet, the {name} record", timed(_page(_client(firm.clerk), address), times), limit=limit))
    report.add(Figure("desk", timed(_page(_client(firm.clerk), "/"), times), limit=limit))


def _asked(firm: Firm) -> list[tuple[str, Person, str]]:
    clerk, guest = firm.clerk, firm.guest
    return [
        ("register, first page", clerk, ""),
        ("register, last page", clerk, "?last=1"),
        ("register, second page", clerk, _next_of(clerk)),
        ("register, first page, one centre's clerk", guest, ""),
        ("register, last page, one centre's clerk", guest, "?last=1"),
        ("filtered: open", clerk, "?phase=open"),
        ("filtered: by class", clerk, "?content_class=service"),
        ("filtered: customer's name holds", clerk, f"?customer__name={quote('12号')}"),
        ("filtered: number holds (S0042-3)", clerk, "?number=S0042-3"),
        ("filtered: late", clerk, "?late=yes"),
        ("sorted: number", clerk, "?sort=number"),
        ("sorted: due", clerk, "?sort=due_at"),
        ("sorted: state, from behind", clerk, "?sort=-state&last=1"),
        ("search, 1 character (漏)", clerk, f"?q={quote('漏')}"),
        ("search, 2 characters (漏油)", clerk, f"?q={quote('漏油')}"),
        ("search, 4 characters (进货检验)", clerk, f"?q={quote('进货检验')}"),
        (f"search, rare ({RARE})", clerk, f"?q={quote(RARE)}"),
        ("search, only old ones have it (旧型号甲)", clerk, f"?q={quote('旧型号甲')}"),
        ("search, nobody has it (龘龘)", clerk, f"?q={quote('龘龘')}"),
        ("search and filter", clerk, f"?q={quote('漏油')}&phase=done&content_class=quality"),
    ]


def _next_of(person: Person) -> str:
    body = _page(_client(person), reverse("register", args=[TYPE]))().content
    links = [link.decode().replace("&amp;", "&") for link in LINK.findall(body) if b"after=" in link]
    return "?" + links[0].partition("?")[2] if links else ""


def _client(person: Person) -> Client:
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(person)
    return client


def _page(client: Client, address: str) -> Any:
    def get() -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return answer

    return get


def _bare_query() -> None:
    """The fifty newest with what a register shows of them, as SQL."""
    room = connection.ops.quote_name(registry.get(TYPE).model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.*, c.severity, c.departments, c.effective, k.name, p.name FROM kernel_record r"  # noqa: S608
            f" JOIN {room} c ON c.record_ptr_id = r.id LEFT JOIN parties_customer k ON k.id = r.customer_id"
            " LEFT JOIN parties_product p ON p.id = c.product_id"
            f" WHERE r.type = '{TYPE}' ORDER BY r.received_at DESC, r.id DESC LIMIT 51"
        )
        cursor.fetchall()
