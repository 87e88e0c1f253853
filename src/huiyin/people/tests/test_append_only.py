"""What was done to whom, and who tried to come in, cannot be altered afterwards, not even past our code."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from huiyin.people.models import PeopleChange, SignIn

AT = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize("alter", [lambda rows: rows.update(at=AT.replace(year=2025)), lambda rows: rows.delete()])
@pytest.mark.parametrize(
    "row",
    [
        lambda: PeopleChange.objects.create(
            at=AT, deed="add_unit", subject="unit:HQ", changes={"name": ["", "总公司"]}
        ),
        lambda: SignIn.objects.create(at=AT, username="lin", ok=False, outcome="wrong", address="10.0.0.7"),
    ],
)
def test_a_written_row_stays(row, alter):
    kept = row()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        alter(type(kept).objects.filter(pk=kept.pk))
    again = type(kept).objects.get(pk=kept.pk)
    assert again.at == AT


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_tables_of_a_test_can_still_be_emptied(turn):
    SignIn.objects.create(at=AT, username="lin", ok=True, outcome="in")
    assert SignIn.objects.count() == 1
    with pytest.raises(IntegrityError, match="append-only"):
        SignIn.objects.all().delete()
