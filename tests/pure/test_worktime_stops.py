"""Stops: the time they cost is added, shown, and never counted twice."""

import pytest

from huiyin.calendars.worktime import Amount, BadStop, reckon, reckon_again
from tests.pure.china import CHINA, at, due, reckoned, stop


def lost(start: str, amount: str, *stops: object) -> list[int]:
    return [one["lost"] for one in reckoned(start, amount, stops=stops).basis["stops"]]  # type: ignore[arg-type]


def test_elapsed_hours_stop_for_elapsed_time() -> None:
    waiting = stop("2026-11-20 20:00", "2026-11-21 01:00")
    assert due("2026-11-20 16:40", "48h", stops=(waiting,)) == "2026-11-22 21:40"
    assert lost("2026-11-20 16:40", "48h", waiting) == [5 * 3600]


def test_working_days_stop_for_the_working_time_lost() -> None:
    # Tuesday 15:00 to Thursday 10:00 is 2.5 + 8 + 1.5 working hours
    waiting = stop("2026-11-17 15:00", "2026-11-19 10:00")
    assert due("2026-11-16 10:00", "5wd") == "2026-11-23 17:30"
    assert due("2026-11-16 10:00", "5wd", stops=(waiting,)) == "2026-11-25 13:30"
    assert lost("2026-11-16 10:00", "5wd", waiting) == [12 * 3600]
    basis = reckoned("2026-11-16 10:00", "5wd", stops=(waiting,)).basis
    assert basis["unstopped"] == "2026-11-23T17:30:00+08:00"
    assert basis["stops"] == [
        {
            "from": "2026-11-17T15:00:00+08:00",
            "until": "2026-11-19T10:00:00+08:00",
            "reason": "等待样件",
            "measure": "worked",
            "lost": 43200,
        }
    ]


def test_a_stop_of_one_working_day_moves_the_due_by_one() -> None:
    assert due("2026-11-16 10:00", "5wd", stops=(stop("2026-11-17 15:00", "2026-11-18 15:00"),)) == "2026-11-24 17:30"
    assert due("2026-11-16 16:30", "2wh", stops=(stop("2026-11-16 17:00", "2026-11-17 09:00"),)) == "2026-11-17 10:30"


def test_days_off_on_the_longer_way_are_named_too() -> None:
    waiting = stop("2026-09-22 08:30", "2026-09-24 17:30")
    basis = reckoned("2026-09-21 10:00", "8wd", stops=(waiting,)).basis
    assert basis["unstopped"][:10] == "2026-10-09"
    assert basis["due"][:16] == "2026-10-13T17:30"
    assert [(group["name"], group["days"]) for group in basis["skipped"]] == [("中秋节", 3), ("国庆节", 7), ("", 1)]
    assert sum(group["days"] for group in basis["counted"]) == 8


def test_clocks_of_days_stop_for_begun_days() -> None:
    waiting = stop("2026-11-05 15:00", "2026-11-08 10:00")
    assert due("2026-11-02 10:00", "10d", stops=(waiting,)) == "2026-11-15 17:30"
    assert lost("2026-11-02 10:00", "10d", waiting) == [3]
    assert due("2026-11-02 10:00", "10d", stops=(waiting,), roll="next") == "2026-11-16 17:30"
    assert due("2026-11-02 10:00", "1mo", stops=(stop("2026-11-05 15:00", "2026-11-06 15:00"),)) == "2026-12-03 17:30"


def test_a_due_that_rolls_back_never_falls_into_the_stop_before_it() -> None:
    waiting = stop("2026-11-19 10:00", "2026-11-22 10:00")
    assert due("2026-11-16 10:00", "3d", stops=(waiting,), roll="previous") == "2026-11-23 17:30"


def test_a_stop_without_working_time_costs_nothing_but_is_kept() -> None:
    waiting = stop("2026-11-20 18:00", "2026-11-23 08:00")
    assert due("2026-11-16 10:00", "5wd", stops=(waiting,)) == "2026-11-23 17:30"
    assert lost("2026-11-16 10:00", "5wd", waiting) == [0]


def test_only_what_lies_within_the_clock_is_lost() -> None:
    early = stop("2026-11-13 10:00", "2026-11-16 11:00")  # begins before the clock
    late = stop("2026-11-30 10:00", "2026-12-01 10:00")  # begins after it is over
    assert lost("2026-11-16 10:00", "5wd", early, late) == [3600, 0]
    assert due("2026-11-16 10:00", "5wd", stops=(late, early)) == "2026-11-24 09:30"


def test_stops_that_overlap_count_once() -> None:
    one, other = stop("2026-11-17 09:00", "2026-11-17 11:00"), stop("2026-11-17 10:00", "2026-11-17 12:00")
    inner = stop("2026-11-17 09:30", "2026-11-17 10:00")
    assert lost("2026-11-16 10:00", "5wd", one, other, inner) == [7200, 0, 3600]
    assert due("2026-11-16 10:00", "5wd", stops=(one, other, inner)) == "2026-11-24 11:30"


def test_a_stop_may_begin_in_the_time_an_earlier_one_added() -> None:
    first = stop("2026-11-17 08:30", "2026-11-17 17:30")
    second = stop("2026-11-24 09:00", "2026-11-24 10:00")
    assert due("2026-11-16 10:00", "5wd", stops=(second,)) == "2026-11-23 17:30"
    assert due("2026-11-16 10:00", "5wd", stops=(first, second)) == "2026-11-25 09:30"


def test_a_stop_that_cannot_be_is_refused() -> None:
    with pytest.raises(BadStop, match="2026-11-17 15:00"):
        stop("2026-11-17 15:00", "2026-11-17 14:00")
    with pytest.raises(BadStop):
        due("2026-11-16 10:00", "-3wd", stops=(stop("2026-11-13 10:00", "2026-11-13 11:00"),))


def test_the_same_clock_is_reckoned_again_with_other_stops_or_on_another_edition() -> None:
    waiting = stop("2026-11-17 15:00", "2026-11-19 10:00")
    first = reckon(at("2026-11-16 10:00"), Amount.parse("5wd"), CHINA)
    stopped = reckon_again(first.basis, CHINA, stops=[waiting])
    assert stopped.due == at("2026-11-25 13:30")
    assert reckon_again(stopped.basis, CHINA) == stopped
    assert reckon_again(stopped.basis, CHINA, stops=[]) == first
