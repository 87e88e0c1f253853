"""The firm moves in: units, persons, who holds which role, who stands in for whom, whose calendar differs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password

from huiyin.calendars import days
from huiyin.demo import shelf
from huiyin.people.holding import day_of
from huiyin.people.keep.persons import add_person
from huiyin.people.keep.roles import grant, stand_in
from huiyin.people.keep.units import add_unit
from huiyin.people.models import Person, Unit

PASSWORD = "huiyin-demo-2026"  # no secret: printed for whoever looks at the demonstration, used nowhere else
YEARS_HERE = 3


def move_in(*, begin: dt.datetime, end: dt.datetime) -> None:
    """Make the whole firm as of ``begin``; absences are counted back from ``end``. Everybody has PASSWORD."""
    company = shelf.firm("company")
    units = {row["code"]: add_unit(None, row, at=begin) for row in company["units"]}
    since = dt.date(day_of(begin).year - YEARS_HERE, 1, 1)
    for username, (name, home, title, roles) in company["persons"].items():
        given = {
            "username": username, "name": name, "unit": units[home], "title": title,
            "email": f"{username}@{company['mail']}", "keeper": username in company["keepers"]["usernames"],
        }  # fmt: skip
        person = add_person(None, given, at=begin)
        for role in roles.split():
            code, _at, where = role.partition("@")
            grant(None, person, code, units.get(where), since=since, at=begin)
    # Hashed once: forty times a hash that is slow on purpose would take longer than all the rest.
    Person.objects.filter(username__in=company["persons"]).update(password=make_password(PASSWORD))
    for row in company["calendars"]:
        days.make(row["code"], row["label"], windows=row["windows"], at=begin)
    for row in company["stand_ins"]:
        _absence(row, end, begin)


def _absence(row: dict[str, Any], end: dt.datetime, begin: dt.datetime) -> None:
    first, last = (day_of(end - dt.timedelta(days=row[name])) for name in ("from", "until"))
    absent, person = (Person.objects.get(username=row[name]) for name in ("absent", "person"))
    stand_in(None, absent, person, since=first, until=last, reason=row["reason"], at=begin)


def is_here() -> bool:
    """Whether the demonstration's firm is the one in this database."""
    company = shelf.firm("company")
    names = [row["username"] for row in company["sign_ins"]]
    there = Unit.objects.filter(parent=None, name=company["name"]).exists()
    return there and Person.objects.filter(username__in=names).count() == len(names)


def sign_ins() -> list[tuple[str, str, str]]:
    """Who may be signed in as: sign-in name, her name, what she is shown for."""
    company = shelf.firm("company")
    return [(row["username"], company["persons"][row["username"]][0], row["shows"]) for row in company["sign_ins"]]
