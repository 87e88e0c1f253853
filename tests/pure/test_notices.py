"""The State's days as shipped, and files of later years."""

import json
from datetime import date

import pytest

from huiyin.calendars import notices
from huiyin.calendars.almanac import Day
from huiyin.calendars.notices import BadNotice
from tests.pure.china import ANNOUNCED, CHINA, STATE_DAYS

# Days off and make-up days as the notices number them, weekends inside a leave included.
COUNTS = {
    2018: (23, 6), 2019: (24, 7), 2020: (30, 6), 2021: (31, 7), 2022: (31, 7), 2023: (27, 7), 2024: (28, 8),
    2025: (28, 5), 2026: (33, 6),
}  # fmt: skip


def test_nine_years_are_shipped_each_with_its_notice() -> None:
    found = {
        year.year: tuple(sum(day.kind == kind for day in year.days.values()) for kind in ("rest", "work"))
        for year in ANNOUNCED
    }
    assert found == COUNTS
    for year in ANNOUNCED:
        assert f"国务院办公厅关于{year.year}年部分节假日安排的通知" in year.source
        assert year.issued is not None
        assert year.issued.year == year.year - 1


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2018-12-29", True), ("2018-12-31", False),  # the notice for 2019 moved them
        ("2019-05-05", True), ("2019-05-03", False),  # the second notice for 2019
        ("2020-01-31", False), ("2020-02-01", False), ("2020-02-03", True),  # the lengthened Spring Festival
        ("2024-02-09", True),  # the eve of the festival: encouraged, not given
        ("2025-01-26", True), ("2025-01-28", False), ("2025-02-04", False), ("2025-02-08", True),
        ("2026-01-04", True), ("2026-02-14", True), ("2026-02-15", False), ("2026-02-23", False),
        ("2026-02-28", True), ("2026-05-09", True), ("2026-09-20", True), ("2026-10-07", False), ("2026-10-10", True),
        ("2027-01-01", True), ("2027-10-01", True),  # nothing is known, so nothing is guessed
    ],
)  # fmt: skip
def test_the_state_says_which_days_are_worked(day: str, works: bool) -> None:
    assert bool(CHINA.windows_on(date.fromisoformat(day))) is works


def test_a_day_names_the_notice_that_set_it() -> None:
    assert STATE_DAYS[date(2019, 5, 4)].source == "国务院办公厅关于调整2019年劳动节假期安排的通知 国办发明电〔2019〕3号"
    assert STATE_DAYS[date(2020, 2, 1)] == Day(
        "rest", "春节延长假期", "国务院办公厅关于延长2020年春节假期的通知 国办发明电〔2020〕1号"
    )


NEXT = {
    "year": 2027,
    "papers": ["https://www.gov.cn/2027"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ],
}


def test_a_later_year_is_read_in_three_layouts() -> None:
    days = {date(2027, 1, 1): ("rest", "元旦"), date(2027, 2, 20): ("work", "春节")}
    toml = """
        year = 2027
        [[notice]]
        title = "国务院办公厅关于2027年部分节假日安排的通知"
        issued = 2026-11-25
        [[notice.leave]]
        name = "元旦"
        rest = [2027-01-01]
        [[notice.leave]]
        name = "春节"
        work = ["2027-02-20"]
    """
    csv = "\ufeffdate,kind,name,source\r\n2027-01-01,rest,元旦,通知\r\n2027-02-20,work,春节,\r\n"
    for name, text in (("2027.toml", toml), ("2027.JSON", json.dumps(NEXT)), ("2027.csv", csv)):
        found = notices.read(name, text.encode())
        assert found.year == 2027
        assert {day: (what.kind, what.name) for day, what in found.days.items()} == days
        assert all(what.source for what in found.days.values())


def test_a_source_is_asked_for_where_the_file_has_none() -> None:
    given = NEXT | {"papers": []}
    with pytest.raises(BadNotice):
        notices.read_table(given)
    assert notices.read_table(given, source="公司通知").days[date(2027, 1, 1)].source == "公司通知"


def changed(**changes: object) -> str:
    return json.dumps(NEXT | changes)


def with_day(name: object = "节", date: object = "2027-05-01", off: object = True) -> str:
    return changed(days=[*NEXT["days"], {"name": name, "date": date, "isOffDay": off}])  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("a.txt", "", ".toml"),
        ("a.json", "{", "a.json"),
        ("a.json", "[]", "year"),
        ("a.json", "{}", "year"),
        ("a.json", changed(year="2027"), "year"),
        ("a.json", changed(year=3027), "3027"),
        ("a.json", changed(days=[]), "days"),
        ("a.json", changed(days=[5]), "days"),
        ("a.json", changed(papers="x"), "papers"),
        ("a.json", with_day(off="no"), "isOffDay"),
        ("a.json", with_day(name=" "), "name"),
        ("a.json", with_day(date="1 May"), "1 May"),
        ("a.json", with_day(date=None), "None"),
        ("a.json", with_day(date="2027-01-01"), "2027-01-01"),
        ("a.json", with_day(date="2028-01-01"), "2028-01-01"),
        ("a.json", with_day(date="2026-11-30"), "2026-11-30"),
        ("a.json", with_day(date="2027-05-05", off=False), "2027-05-05"),
        ("a.json", changed(days=[NEXT["days"][1]]), "2027"),  # type: ignore[index]
        ("a.toml", "year = 2027\n[[notice]]\ntitle = 5", "title"),
        ("a.toml", "year = 2027\n[[notice]]\nnumber = ''", "1"),
        ("a.toml", "year = 2027\nnotices = []", "notices"),
        (
            "a.toml",
            "year = 2027\n[[notice]]\ntitle = 't'\n[[notice.leave]]\nname = 'n'\n"
            "rest = [2027-01-02]\nwork = [2027-01-02]",
            "2027-01-02",
        ),
        ("a.toml", "year = 2027\n[[notice]]\ntitle = 't'\n[[notice.leave]]\nname = 'n'\nrests = []", "rests"),
        ("a.toml", "year = 2027\n[[notice]]\ntitle = 't'\n[[notice.leave]]\nname = 'n'\nrest = 2027-01-01", "n"),
        (
            "a.toml",
            "year = 2027\n[[notice]]\ntitle = 't'\n[[notice.leave]]\nname = 'n'\n"
            "rest = { from = 2027-02-01, to = 2027-01-01 }",
            "2027-02-01",
        ),
        ("a.toml", "year = 2027\nyear = 2028", "a.toml"),
        ("a.toml", "year = 2027\n[[notice]]\ntitle='t'\n[[notice.leave]]\nname='n'\nrest=[2027-02-30]", "a.toml"),
        ("a.csv", "a,b\n1,2", "date"),
        ("a.csv", "date,kind,name\n2027-01-01,off,元旦", "2"),
        ("a.csv", "date,kind,name\n2027-01-01,rest,", "2"),
        ("a.csv", "date,kind,name\n2027-01-01,rest,元旦\n2027-01-01,rest,元旦", "3"),
        ("a.csv", "date,kind,name\n", "0"),
    ],
)
def test_nonsense_is_refused_with_its_place(name: str, text: str, part: str) -> None:
    with pytest.raises(BadNotice) as refused:
        notices.read(name, text.encode(), source="x")
    assert part in str(refused.value)
    assert len(str(refused.value)) < 200


def test_what_is_no_text_or_too_long_is_refused() -> None:
    for content in ("元旦".encode("gb18030"), b"x" * 1_000_001):
        with pytest.raises(BadNotice, match=r"a\.json"):
            notices.read("a.json", content)


def test_too_many_days_are_refused() -> None:
    days = [
        {"name": "节", "date": f"2027-{month:02d}-{day:02d}", "isOffDay": True}
        for month in (1, 2, 3)
        for day in range(1, 29)
    ]
    with pytest.raises(BadNotice, match="84"):
        notices.read("a.json", changed(days=days).encode())
