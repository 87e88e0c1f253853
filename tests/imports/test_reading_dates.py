"""Dates as registers write them, and which of day and month comes first."""

import datetime as dt

import pytest

from huiyin.intake.dates import NotADate, order_of, read_date

DAY, MOMENT = dt.date(2020, 6, 8), dt.datetime(2020, 6, 8, 15, 20)


@pytest.mark.parametrize(
    "cell",
    [
        "2020-06-08", "2020/6/8", "2020.6.8", "2020年6月8日", "２０２０年６月８日", " 2020-6-8 星期一", "20200608",
        20200608, "43990",        43990.0, DAY, "8 June 2020", "Jun 8, 2020", "8-Jun-20", "Mon, 8 Jun 2020", "20-6-8",
    ],
)  # fmt: skip
def test_a_day_is_read(cell):
    assert read_date(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    [
        "2020-06-08 15:20", "2020/6/8 15:20:00", "2020年6月8日 下午3点20分", "20200608 1520", "2020-06-08T15:20:00",
        MOMENT,        "2020-6-8 3:20 PM", "8 Jun 2020 15:20",
    ],
)  # fmt: skip
def test_a_moment_is_read(cell):
    assert read_date(cell) == MOMENT


def test_a_zone_is_kept():
    assert read_date("2020-06-08T07:20:00Z") == dt.datetime(2020, 6, 8, 7, 20, tzinfo=dt.UTC)
    assert read_date("2020-06-08 15:20+08:00") == dt.datetime(2020, 6, 8, 7, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "cell", ["6月8日", "2020-06", "2020-13-01", "2019-02-29", "abc", "0001-01-01", 12, 99999, True, None]
)
def test_what_is_no_date_is_told(cell):
    with pytest.raises(NotADate) as no:
        read_date(cell)
    assert str(no.value).endswith(".")


@pytest.mark.parametrize(("order", "day"), [("mdy", dt.date(2015, 3, 4)), ("dmy", dt.date(2015, 4, 3))])
def test_an_open_date_is_read_in_the_order_said(order, day):
    assert read_date("3/4/2015", order) == day


def test_an_open_date_is_not_guessed():
    with pytest.raises(NotADate, match="more than one way"):
        read_date("3/4/2015")


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["3/4/2015", "3/19/2015"], "mdy"),
        (["3/4/2015", "19/3/2015"], "dmy"),
        (["20-6-8", "20-6-18"], "ymd"),
        (["5/5/2015", "6/6/2015"], "mdy"),  # the same under both
        (["3/4/2015", "5/6/2015"], ""),
        (["3/4/2015", "19/3/2015", "3/19/2015"], ""),
        ([f"{month}/{day}/2015" for month in range(1, 9) for day in (3, 19)] + ["3/4/2015", "19/3/2015"], ""),
        ([f"{month}/{day}/2015" for month in range(1, 13) for day in (3, 19, 25)] + ["19/3/2015"], "mdy"),
        (["2020/6/8", "2020-06-18"], "ymd"),
    ],
)
def test_the_column_decides_the_order(cells, order):
    assert order_of(cells).decided() == order


def test_columns_of_one_file_decide_together():
    open_ones, sure = order_of(["3/4/2015", "5/6/2015"]), order_of(["3/19/2015"])
    assert (open_ones + sure).decided() == "mdy"
    assert sorted(open_ones.doubtful()) == ["3/4/2015", "5/6/2015"]
    assert order_of(["43990", 43991.0, "2020-06-08"]).serials == 2
