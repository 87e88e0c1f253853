"""Numbers without gap or double, whoever asks and whatever is rolled back."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils.translation import override

from huiyin.kernel import numbering
from huiyin.kernel.errors import Refused
from huiyin.kernel.models import Counter, Record
from huiyin.kernel.tests.bare import record

DAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("KS{year}-{n:4}", "KS2026-0001"),
        ("{yy}{mm}-{n:3}", "2611-001"),
        ("FK-{n:5}", "FK-00001"),
        ("{n}", "1"),
        ("{year}{mm}{dd}{n:2}号", "2026112001号"),
        ("{n:3}/{yy}", "001/26"),
    ],
)
@pytest.mark.django_db
def test_a_pattern_is_filled(pattern, number):
    assert numbering.peek(pattern, DAY) == number
    assert numbering.next_number(pattern, "thing", DAY) == number
    assert numbering.peek(pattern, DAY) != number


@pytest.mark.parametrize(
    "pattern", ["KS{year}", "{n}{n}", "KS{year-{n:4}", "{week}-{n:3}", "{year:2}-{n}", "{n:0}", "KS{n:4}}", ""]
)
def test_a_broken_pattern_is_told(pattern):
    with pytest.raises(ValueError, match=r"count exactly once|not known|bracket"):
        numbering.fill(pattern, DAY)


@pytest.mark.django_db
def test_counting_begins_anew_with_the_date():
    def draw(day):
        return numbering.next_number("{yy}{mm}-{n:3}", "thing", day)

    assert [draw(DAY), draw(DAY), draw(dt.date(2026, 12, 1)), draw(DAY)] == [
        "2611-001",
        "2611-002",
        "2612-001",
        "2611-003",
    ]


@pytest.mark.django_db
def test_patterns_that_read_alike_share_their_numbers():
    assert numbering.next_number("FK-{n:3}", "feedback", DAY) == "FK-001"
    assert numbering.next_number("FK-{n:3}", "complaint", DAY) == "FK-002"


@pytest.mark.django_db
def test_a_wider_pattern_goes_on_counting():
    assert numbering.next_number("FK-{n:1}", "thing", DAY) == "FK-1"
    assert numbering.next_number("FK-{n:3}", "thing", DAY) == "FK-002"


@pytest.mark.django_db
def test_a_number_brought_along_is_not_given_again():
    record("KS2026-0002")
    assert numbering.next_number("KS{year}-{n:4}", "thing", DAY) == "KS2026-0001"
    assert numbering.next_number("KS{year}-{n:4}", "thing", DAY) == "KS2026-0003"


@pytest.mark.django_db
def test_many_numbers_are_drawn_as_one_by_one_would():
    record("KS2026-0002")
    record("KS2026-0004")
    days = [DAY, dt.date(2025, 3, 1), DAY, dt.date(2026, 3, 1)]
    with transaction.atomic():
        drawn = numbering.next_numbers("KS{year}-{n:4}", "thing", days, taken=["KS2026-0003"])
    assert drawn == ["KS2026-0001", "KS2025-0001", "KS2026-0005", "KS2026-0006"]
    assert numbering.next_number("KS{year}-{n:4}", "thing", DAY) == "KS2026-0007"
    assert numbering.peek("KS{year}-{n:4}", dt.date(2025, 3, 1)) == "KS2025-0002"


@pytest.mark.django_db
def test_a_rolled_back_draw_of_many_gives_them_back():
    with transaction.atomic():
        assert numbering.next_numbers("FK-{n:4}", "thing", [DAY] * 700)[-1] == "FK-0700"
        transaction.set_rollback(True)
    assert numbering.peek("FK-{n:4}", DAY) == "FK-0001"


@pytest.mark.django_db
def test_too_many_numbers_at_once_are_refused():
    with pytest.raises(Refused), transaction.atomic():
        numbering.next_numbers("FK-{n:2}", "thing", [DAY] * 100)
    assert not Counter.objects.exists()


@pytest.mark.django_db
def test_claiming_many_moves_each_counter_past_its_highest():
    numbers = ["KS2024-0007", "KS2024-0003", "KS2025-0012", "old 17"]
    assert numbering.claim_many("KS{year}-{n:4}", numbers) == 3
    assert numbering.peek("KS{year}-{n:4}", dt.date(2024, 5, 1)) == "KS2024-0008"
    assert numbering.peek("KS{year}-{n:4}", dt.date(2025, 5, 1)) == "KS2025-0013"


@pytest.mark.django_db
def test_a_used_up_pattern_is_told_and_draws_nothing():
    Counter.objects.create(key="KS2026-{n}", last=99)
    with override("en"):
        with pytest.raises(Refused) as refused, transaction.atomic():
            numbering.next_number("KS{year}-{n:2}", "thing", DAY)
        assert str(refused.value).startswith("The numbers of this pattern are used up: KS2026-99 was the last.")
    assert refused.value.status == 409
    assert Counter.objects.get().last == 99


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "read", "counters"),
    [
        ("KS2025-0041", True, {"KS2025-{n}": 41}),
        ("KS2025-41", False, {}),
        ("TS2025-0041", False, {}),
        ("KS2025-0041x", False, {}),
        ("KS2025-00411", False, {}),
    ],
)
def test_an_imported_number_moves_its_counter(number, read, counters):
    assert numbering.claim("KS{year}-{n:4}", number) is read
    assert dict(Counter.objects.values_list("key", "last")) == counters


@pytest.mark.django_db
def test_an_imported_number_never_moves_a_counter_back():
    for number in ("FK-7", "FK-3", "FK-5"):
        assert numbering.claim("FK-{n}", number)
    assert numbering.next_number("FK-{n}", "thing", DAY) == "FK-8"


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        numbering.next_number("FK-{n}", "thing", DAY)
    assert not Counter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_no_gap():
    """200 attempts by eight writers, every fifth rolled back: 160 records, numbered 1 to 160."""
    record("first")

    class Undone(Exception):
        pass

    def write(attempt: int) -> None:
        try:
            with transaction.atomic():
                record(numbering.next_number("KS{year}-{n:4}", "thing", DAY))
                if attempt % 5 == 0:
                    raise Undone
        except Undone:
            pass

    def writer(number: int) -> None:
        try:
            for attempt in range(25):
                write(attempt * 8 + number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(writer, range(8)))
    drawn = Record.objects.exclude(number="first").order_by("number").values_list("number", flat=True)
    assert list(drawn) == [f"KS2026-{n:04d}" for n in range(1, 161)]
    assert Counter.objects.get().last == 160
