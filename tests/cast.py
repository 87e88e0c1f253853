"""The people everyone knows by heart, their house, and the customers they serve.

*Lin* registers, *Wang* heads the service centre, *Zhao* is the engineer, *Chen* heads quality, *Mei* of sales may
read, *Guo* of the western centre must see nothing of others. *Hu* manages, *Ye* answers for the system of
management, *Sun* audits, *Dong* heads production, *Tang* engineering. *Qin*
inspects and keeps the gauges, *Yu* is in charge of production, *Fan* administers, and *Bai* keeps persons and units:
that alone.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Model

from huiyin.parties.find import find_text
from huiyin.parties.models import Contact, Customer, Product, Supply
from huiyin.people.memory import forget
from huiyin.people.models import Holding, Person, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
"""A Friday morning at work: the moment most stories begin."""
SINCE = date(2024, 1, 1)
PASSWORD = "jade-river-42"

# code, name, English name, parent, kind, registers customers' words
UNITS = (
    ("HQ", "回音机电有限公司", "Huiyin Machinery", "", "company", False),
    ("GMO", "总经理室", "General manager's office", "HQ", "department", False),
    ("SALES", "经营部", "Sales department", "HQ", "department", True),
    ("SERVICE", "客户服务中心", "Customer service centre", "SALES", "section", True),
    ("SC-SOUTH", "华南售后服务中心", "Service centre South", "SALES", "centre", True),
    ("SC-WEST", "西部售后服务中心", "Service centre West", "SALES", "centre", True),
    ("QUALITY", "质控部", "Quality department", "HQ", "department", False),
    ("TECH", "技术部", "Engineering department", "HQ", "department", False),
    ("PROD", "生产部", "Production department", "HQ", "department", False),
    ("LOGI", "物流科", "Logistics section", "HQ", "section", False),
    ("ADMIN", "管理部", "Administration department", "HQ", "department", False),
    ("FIN", "财务部", "Finance department", "HQ", "department", False),
)
# sign-in name, name, unit, roles: a code alone is held in the whole firm, code@UNIT in that unit and below
PERSONS = (
    ("lin", "林晓", "SERVICE", ("service_clerk@SALES",)),
    ("wang", "王建国", "SALES", ("service_head@SALES", "department_head@SALES")),
    ("zhao", "赵明", "TECH", ("engineer",)),
    ("chen", "陈静", "QUALITY", ("quality_head", "quality_engineer", "department_head@QUALITY")),
    ("mei", "梅芳", "SALES", ("reader",)),
    ("guo", "郭强", "SC-WEST", ("service_clerk@SC-WEST",)),
    ("hu", "胡总", "GMO", ("general_manager",)),
    ("ye", "叶青", "GMO", ("management_representative", "manager_in_charge")),
    ("sun", "孙立", "QUALITY", ("auditor",)),
    ("dong", "董伟", "PROD", ("department_head@PROD",)),
    ("tang", "唐宁", "TECH", ("department_head@TECH",)),
    ("qin", "秦岚", "QUALITY", ("inspector", "metrologist")),
    ("yu", "于海", "GMO", ("deputy_manager",)),
    ("fan", "范晴", "ADMIN", ("admin_officer", "department_head@ADMIN")),
    ("bai", "白洁", "ADMIN", ()),
)
# code, name, short name, English name, class, key customer, unit
CUSTOMERS = (
    ("C001", "重庆长江汽车股份有限公司", "长江汽车", "Changjiang Automobile", "A", True, ""),
    ("C002", "东海泵业制造有限公司", "东海泵业", "Donghai Pumps", "B", False, "SALES"),
    ("C003", "Nordwerk Pumpen GmbH", "Nordwerk", "Nordwerk Pumpen GmbH", "B", False, "SC-WEST"),
)
PRODUCTS = (
    ("MS-25", "机械密封", "MS-25", "密封件"),
    ("MS-40", "机械密封", "MS-40", "密封件"),
    ("BJ-108", "轴承座", "BJ-108", "铸件"),
)


@dataclass
class Cast:
    """Everyone and everything by name: `cast.lin`, `cast.units["SALES"]`, `cast.customers["C001"]`."""

    persons: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["persons"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def customer(self) -> Customer:
        """The customer most stories are about: Changjiang, a key customer of class A."""
        return self.customers["C001"]

    @property
    def product(self) -> Product:
        """What most stories are about: the mechanical seal MS-25."""
        return self.products["MS-25"]

    def again(self, name: str) -> Person:
        """The person as the database has her now."""
        return Person.objects.get(username=name)


@cache
def encoded() -> str:
    """Everyone's password, hashed once: a good hash is slow on purpose."""
    return make_password(PASSWORD)


_drawn: list[bytes] = []
"""The cast as it was first written here: its people, and every row with its key."""


def make_cast() -> Cast:
    """Write the units, the persons and their roles, three customers and three products.

    The first time in a process row by row, as the program does it; after that the same rows again, a table at a time:
    almost every test begins with them. Keys are never given twice, so the same keys are free in every test.
    """
    if not _drawn:
        made = _draw()
        _drawn.append(pickle.dumps(made))
        return made[0]
    cast, rows = pickle.loads(_drawn[0])
    for model, same in groupby(sorted(rows, key=_table), type):
        model._base_manager.bulk_create(list(same))
    forget()
    return cast


def _table(row: Model) -> int:
    return (Unit, Person, Holding, Customer, Product, Contact, Supply).index(type(row))


def _draw() -> tuple[Cast, list[Model]]:
    cast, rows = Cast(), []
    for code, name, english, parent, kind, window in UNITS:
        cast.units[code] = Unit.objects.create(
            code=code, name=name, name_en=english, kind=kind, window=window, parent=cast.units.get(parent)
        )
    for username, name, home, roles in PERSONS:
        person = Person.objects.create(
            username=username, password=encoded(), name=name, unit=cast.units[home],
            email=f"{username}@huiyin.example", keeper=username == "bai",
        )  # fmt: skip
        cast.persons[username] = person
        for role in roles:
            code, _, where = role.partition("@")
            rows.append(Holding.objects.create(person=person, role=code, unit=cast.units.get(where), since=SINCE))
    rows += _draw_customers(cast)
    return cast, [*cast.units.values(), *cast.persons.values(), *rows]


def _draw_customers(cast: Cast) -> list[Model]:
    for code, name, short, english, rank, key, unit in CUSTOMERS:
        customer = Customer(
            code=code, name=name, short_name=short, name_en=english, rank=rank, key=key, unit=cast.units.get(unit),
            language="en" if code == "C003" else "zh-hans", since=SINCE,
        )  # fmt: skip
        customer.find = find_text(customer)
        customer.save()
        cast.customers[code] = customer
    for code, name, spec, family in PRODUCTS:
        cast.products[code] = Product.objects.create(code=code, name=name, spec=spec, family=family)
    contact = Contact.objects.create(
        customer=cast.customer, name="周敏", title="质量工程师", phone="023-6759 0000", email="zhou@changjiang.example"
    )
    supply = Supply.objects.create(
        customer=cast.customer, product=cast.product, lot="L20261105", quantity=1200, delivered_on=date(2026, 11, 6)
    )
    return [*cast.customers.values(), *cast.products.values(), contact, supply]


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, in this test's database."""
    return make_cast()
