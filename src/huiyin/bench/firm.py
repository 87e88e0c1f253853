"""The firm that is measured: a window, a centre, three persons, a few hundred customers, the generic rulebook."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from huiyin.calendars import days
from huiyin.kernel import batch, flow
from huiyin.kernel.batch import Row
from huiyin.packs.adopt import adopt
from huiyin.packs.read import read_pack
from huiyin.parties.find import find_text
from huiyin.parties.models import Customer, Product
from huiyin.people.models import Holding, Person, Unit

TYPE = "complaint"
SINCE = dt.date(2010, 1, 1)
SEEDS, OPEN = 200, 20
WHAT = [
    "漏油",
    "异响",
    "温升过高",
    "端面磨损",
    "包装破损",
    "标识错误",
    "尺寸超差",
    "交期延误",
    "锈蚀",
    "裂纹",
    "松动",
    "渗水",
    "振动",
    "数量不符",
    "色差",
    "毛刺",
]
WHERE = ["装配线", "客户现场", "进货检验", "售后服务", "运输途中", "首件", "试运行", "库存"]
THINGS = ["机械密封", "轴承座", "泵壳", "叶轮", "联轴器", "法兰", "阀芯", "线圈"]
RARE = "鳞状剥落"
"""Words only one seed has; what its copies make of it is still rare."""


@dataclass
class Firm:
    """Who acts, and when it is."""

    clerk: Person
    guest: Person
    window: Unit
    at: dt.datetime


def make_firm(at: dt.datetime) -> Firm:
    """Units, persons, customers, products and the rulebook, through their tables: nothing of it is measured."""
    days.seed(at=at)
    top = Unit.objects.create(code="HQ", name="总公司", kind="company")
    window = Unit.objects.create(code="SALES", name="经营部", parent=top, window=True)
    centre = Unit.objects.create(code="SC-1", name="第一服务中心", parent=window, window=True, kind="centre")
    clerk = Person.objects.create_user("clerk", name="林晓", unit=window)
    guest = Person.objects.create_user("guest", name="郭强", unit=centre)
    for role in ("service_clerk", "service_head", "quality_head", "department_head"):
        Holding.objects.create(person=clerk, role=role, since=SINCE)
    Holding.objects.create(person=guest, role="service_clerk", unit=centre, since=SINCE)
    for number in range(300):
        customer = Customer(code=f"K{number:04d}", name=f"{random.choice(THINGS)}{number}号客户有限公司", unit=window)  # noqa: S311
        customer.find = find_text(customer)
        customer.save()
    Product.objects.bulk_create(Product(code=f"P{n}", name=THINGS[n % 8], spec=f"{n}型") for n in range(40))
    for procedure in read_pack(Path(settings.PACKS) / "generic/1.0"):
        adopt(procedure, by=None, at=at, effective_from=SINCE, reason="bench")
    return Firm(clerk, guest, window, at)


def words(number: int) -> dict[str, Any]:
    """What one complaint says."""
    chance = random.Random(number)  # noqa: S311  # the same rows in every run
    what, where, thing = chance.choice(WHAT), chance.choice(WHERE), chance.choice(THINGS)
    return {
        "customer": f"K{chance.randrange(300):04d}", "product": f"P{chance.randrange(40)}", "channel": "phone",
        "what_happened": f"{where}发现{thing}{what}，运行 {chance.randrange(1, 900)} 小时后停机，要求说明原因并更换",
        "lot": f"L{chance.randrange(10**7):07d}", "quantity": str(chance.randrange(1, 500)),
        "content_class": chance.choice(("quality", "delivery", "service")), "remark": RARE if number == 7 else "",
    }  # fmt: skip


def seeds(firm: Firm) -> tuple[list[int], list[int]]:
    """Records made through the door: ids of the closed and of the open ones, the last of them in the centre."""
    old = firm.at - dt.timedelta(days=30)
    rows = [
        Row(words(number), received_at=old - dt.timedelta(hours=7 * number), closed_at=old, number=f"S{number:04d}")
        for number in range(SEEDS - OPEN)
    ]
    closed = [one.pk for one in batch.open_many(TYPE, rows, firm.clerk, at=firm.at).records]
    opened = [flow.open_record(TYPE, firm.clerk, words(SEEDS + n), at=firm.at).pk for n in range(OPEN - 2)]
    opened += [flow.open_record(TYPE, firm.guest, words(900 + n), at=firm.at).pk for n in range(2)]
    return closed, opened
