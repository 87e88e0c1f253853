"""The deeds beside the flow, as a program does them: done once, stale the second time, refused without a trace."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from huiyin.kernel import turns
from huiyin.kernel.models import Event, Notice, Record
from huiyin.packs.adopt import load
from huiyin.people.models import Person
from tests.caller import Caller
from tests.cast import Cast
from tests.walker import Walker, adopt_pack


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """The complaint rulebook in force, and a walker a day behind the wall clock."""
    adopt_pack("complaint-handling")
    return Walker(cast, at=timezone.now() - dt.timedelta(days=1))


class Deeds:
    """One person's deeds on one record."""

    def __init__(self, person: Person, record: Any) -> None:
        self.caller, self.record = Caller(person), record

    def do(self, name: str, pattern: str = "", *, seen: int | None = None, **said: Any) -> tuple[int, Any]:
        """Call it as the record stands (or as it was ``seen``). A refusal that wrote anything fails here."""
        before = Event.objects.count(), self._version()
        said["seen"] = before[1] if seen is None else seen
        place = f"{self.record.type}/{self.record.number}/{name}"
        status, body = self.caller.post(place, said, f"{self.record.type}/{{number}}/{pattern or name}")
        if status >= 400:
            assert (Event.objects.count(), self._version()) == before
        return status, body

    def _version(self) -> int:
        return Record.objects.values_list("version", flat=True).get(pk=self.record.pk)


def last(record: Any) -> tuple[str, str, str]:
    """What the last event says: its kind, its doer, its reason."""
    event = record.events.select_related("actor").order_by("seq").last()
    return event.kind, event.actor.username, event.reason


# --- hand over ------------------------------------------------------------------------------------------------------
def test_a_record_is_handed_over(walker: Walker) -> None:
    cast, record = walker.cast, walker.open("complaint")
    deeds = Deeds(cast.lin, record)
    status, body = deeds.do("hand-over", to="zhao", reason="熟悉该产品", seen=1)
    assert (status, body["version"], body["holder"]["username"]) == (200, 2, "zhao")
    assert last(record) == ("handed", "lin", "熟悉该产品")
    assert turns.mine(cast.zhao, at=timezone.now()).filter(record_id=record.pk).exists()
    assert Notice.objects.get(record_id=record.pk, kind="handed").person == cast.zhao
    status, body = deeds.do("hand-over", to="tang", reason="出差", seen=1)
    assert (status, body["seen"], body["present"]) == (409, 1, 2)


@pytest.mark.parametrize(
    ("said", "status", "wrong"),
    [
        ({"reason": "出差"}, 422, ["to"]),
        ({"to": None, "reason": "出差"}, 422, ["to"]),
        ({"to": "nobody", "reason": "出差"}, 422, ["to"]),
        ({"to": ["zhao"], "reason": "出差"}, 422, ["to"]),
        ({"to": "zhao", "reason": " "}, 422, ["reason"]),
        ({"to": "zhao", "reason": "长" * 2001}, 422, ["reason"]),
        ({"to": "zhao", "reason": 1}, 422, ["reason"]),
        ({"to": "zhao", "reason": "出差", "holder": 1}, 422, ["holder"]),
    ],
)
def test_a_hand_over_that_lacks_something_is_refused(
    walker: Walker, said: dict[str, Any], status: int, wrong: list[str]
) -> None:
    found, body = Deeds(walker.cast.lin, walker.open("complaint")).do("hand-over", **said)
    assert (found, list(body["errors"])) == (status, wrong)
    assert not Notice.objects.filter(kind="handed").exists()


def test_only_whoever_has_it_in_hand_passes_it_on(walker: Walker) -> None:
    record = walker.to(walker.open("complaint"), "analysing")
    assert Deeds(walker.cast.lin, record).do("copies", persons=["fan"])[0] == 200
    status, body = Deeds(walker.cast.fan, record).do("hand-over", to="zhao", reason="出差")
    assert (status, body["why"]) == (403, "只有经办本记录的人才能转办。")
    assert Deeds(walker.cast.ye, record).do("hand-over", to="zhao", reason="出差")[0] == 403
    assert Deeds(walker.cast.guo, record).do("hand-over", to="zhao", reason="出差")[0] == 404


# --- copies and receipts --------------------------------------------------------------------------------------------
def test_a_copy_lets_its_reader_see_it_and_confirm_it(walker: Walker) -> None:
    cast, record = walker.cast, walker.open("complaint")
    reader = Caller(cast.bai)
    one = "complaint/{number}"
    assert reader.get(f"complaint/{record.number}", one)[0] == 404
    told = set(Notice.objects.filter(kind="copy").values_list("pk", flat=True))  # the procedure itself copies to some
    status, body = Deeds(cast.lin, record).do("copies", persons=["bai", cast.zhao.pk, "bai", "lin"])
    assert (status, body["version"]) == (200, 2)
    assert last(record) == ("copied", "lin", "")
    made = Notice.objects.filter(record_id=record.pk, kind="copy").exclude(pk__in=told)
    assert sorted(one.person.username for one in made) == ["bai", "zhao"]
    assert reader.get(f"complaint/{record.number}", one)[0] == 200
    status, body = reader.get("notices", "notices")
    (notice,) = body["notices"]
    assert (status, notice["kind"], notice["record"]) == (200, "copy", {"type": "complaint", "number": record.number})
    assert (notice["facts"], notice["read_at"]) == ({"by": "林晓"}, None)
    place, pattern = f"notices/{notice['id']}/receipt", "notices/{id}/receipt"
    status, body = reader.post(place, {}, pattern)
    assert (status, bool(body["read_at"])) == (200, True)
    assert last(record) == ("read", "bai", "")
    written = Event.objects.count()
    assert reader.post(place, {}, pattern) == (200, body)
    assert Event.objects.count() == written
    assert reader.get("notices", "notices")[1]["notices"] == []
    assert reader.get("notices?read=1&kind=copy", "notices")[1]["notices"] == [body]
    assert reader.get("notices?read=1&kind=late", "notices")[1]["notices"] == []


def test_what_was_told_to_another_is_not_there(walker: Walker) -> None:
    cast, record = walker.cast, walker.open("complaint")
    Deeds(cast.lin, record).do("copies", persons=["bai"])
    notice = Notice.objects.get(kind="copy", person=cast.bai)
    written = Event.objects.count()
    for caller in (Caller(cast.lin), Caller(cast.zhao)):
        refused = caller.post(f"notices/{notice.pk}/receipt", {}, "notices/{id}/receipt")
        assert refused == caller.post("notices/999999/receipt", {}, "notices/{id}/receipt")
        assert refused[0] == 404
    assert Caller(cast.bai).post(f"notices/{notice.pk}/receipt", {"x": 1}, "notices/{id}/receipt")[0] == 422
    notice.refresh_from_db()
    assert (notice.read_at, Event.objects.count()) == (None, written)


def test_notices_come_page_by_page(walker: Walker) -> None:
    for _one in range(3):
        Deeds(walker.cast.lin, walker.open("complaint")).do("copies", persons=["bai"])
    caller = Caller(walker.cast.bai)
    first = caller.get("notices?limit=2", "notices")[1]
    rest = caller.get(f"notices?limit=2&after={first['next']}", "notices")[1]
    assert (len(first["notices"]), len(rest["notices"]), rest["next"]) == (2, 1, None)
    ids = [one["id"] for one in first["notices"] + rest["notices"]]
    assert ids == sorted(ids, reverse=True)
    for query in ("limit=0", "after=x"):
        assert caller.get(f"notices?{query}", "notices")[0] == 422


@pytest.mark.parametrize("persons", [None, [], "bai", ["nobody"], [None], ["lin"], [["bai"]], ["bai"] * 51])
def test_a_copy_names_colleagues(walker: Walker, persons: Any) -> None:
    deeds = Deeds(walker.cast.lin, walker.open("complaint"))
    told = Notice.objects.count()
    status, body = deeds.do("copies", persons=persons)
    assert (status, [name.partition(".")[0] for name in body["errors"]]) == (422, ["persons"])
    assert Notice.objects.count() == told


# --- later dates ----------------------------------------------------------------------------------------------------
@pytest.fixture
def analysed(walker: Walker) -> tuple[Any, Any]:
    """A complaint with a promise that runs."""
    record = walker.to(walker.open("complaint"), "analysing")
    return record, record.dues.get(settled_at=None)


def test_a_later_date_is_asked_for_and_granted(walker: Walker, analysed: tuple[Any, Any]) -> None:
    record, due = analysed
    until = due.due_at + dt.timedelta(days=3)
    status, body = Deeds(walker.cast.wang, record).do(
        "extensions", due=due.name, until=until.isoformat(), reason="客户寄样"
    )
    (asked,) = body["extensions"]
    assert (status, asked["due"], asked["asked_by"]["username"]) == (200, due.name, "wang")
    assert dt.datetime.fromisoformat(asked["until"]) == until
    assert last(record) == ("extension_asked", "wang", "客户寄样")
    place, pattern = f"extensions/{asked['id']}/answer", "extensions/{id}/answer"
    assert Deeds(walker.cast.wang, record).do(place, pattern, granted=True)[0] == 403
    boss = Deeds(walker.cast.ye, record)
    assert list(boss.do(place, pattern, granted=False)[1]["errors"]) == ["reason"]
    assert list(boss.do(place, pattern, granted="yes")[1]["errors"]) == ["granted"]
    assert list(boss.do(place, pattern)[1]["errors"]) == ["granted"]
    assert boss.do("extensions/999999/answer", pattern, granted=True)[0] == 404
    status, body = boss.do(place, pattern, granted=True)
    assert (status, body["extensions"]) == (200, [])
    due.refresh_from_db()
    assert due.due_at == until
    assert due.first_due_at < until
    assert last(record)[:2] == ("extended", "ye")
    assert boss.do(place, pattern, granted=True)[0] == 409


def test_a_later_date_is_declined_with_a_reason(walker: Walker, analysed: tuple[Any, Any]) -> None:
    record, due = analysed
    until = (due.due_at + dt.timedelta(days=3)).isoformat()
    asked = Deeds(walker.cast.wang, record).do("extensions", due=due.name, until=until, reason="客户寄样")[1]
    place = f"extensions/{asked['extensions'][0]['id']}/answer"
    status, body = Deeds(walker.cast.ye, record).do(place, "extensions/{id}/answer", granted=False, reason="客户急用")
    assert (status, body["extensions"], last(record)) == (200, [], ("extension_declined", "ye", "客户急用"))
    before = due.due_at
    due.refresh_from_db()
    assert due.due_at == before


@pytest.mark.parametrize(
    ("said", "status", "wrong"),
    [
        ({"until": "2027-01-01T08:00"}, 422, ["due"]),
        ({"due": "none", "until": "2027-01-01T08:00"}, 409, []),
        ({}, 422, ["until"]),
        ({"until": "soon"}, 422, ["until"]),
        ({"until": "2001-01-01T08:00"}, 422, ["until"]),
        ({"until": "2027-01-01T08:00", "reason": ""}, 422, ["reason"]),
    ],
)
def test_a_later_date_that_cannot_be(
    walker: Walker, analysed: tuple[Any, Any], said: dict[str, Any], status: int, wrong: list[str]
) -> None:
    record, due = analysed
    said = ({} if wrong == ["due"] else {"due": due.name}) | {"reason": "客户寄样"} | said
    found, body = Deeds(walker.cast.wang, record).do("extensions", **said)
    assert (found, list(body["errors"])) == (status, wrong)


# --- merge and part -------------------------------------------------------------------------------------------------
def test_two_records_are_merged_and_parted_again(walker: Walker) -> None:
    record, kept = walker.open("complaint"), walker.open("complaint")
    deeds = Deeds(walker.cast.wang, record)
    status, body = deeds.do("merge", into=kept.number, reason="同一批货", seen=1)
    assert (status, body["merged_into"]) == (200, kept.number)
    assert (last(record), last(kept)) == (("merged", "wang", "同一批货"), ("absorbed", "wang", "同一批货"))
    assert deeds.do("merge", into=kept.number, reason="同一批货", seen=1)[0] == 409
    assert list(deeds.do("unmerge", reason="")[1]["errors"]) == ["reason"]
    status, body = deeds.do("unmerge", reason="不是一回事")
    assert (status, body["merged_into"]) == (200, None)
    assert (last(record), last(kept)) == (("parted", "wang", "不是一回事"), ("gave_back", "wang", "不是一回事"))
    assert deeds.do("unmerge", reason="不是一回事")[0] == 409


def test_a_merger_names_a_record_the_caller_may_see(walker: Walker, cast: Cast) -> None:
    record = walker.open("complaint")
    hidden = walker.open("complaint", by=cast.guo)
    deeds = Deeds(cast.wang, record)
    if Caller(cast.wang).get(f"complaint/{hidden.number}", "complaint/{number}")[0] == 404:
        assert list(deeds.do("merge", into=hidden.number, reason="重复")[1]["errors"]) == ["into"]
    for into in ("X-1", "", " ", None, 7):
        status, body = deeds.do("merge", into=into, reason="重复")
        assert (status, list(body["errors"])) == (422, ["into"])
    status, body = deeds.do("merge", into=record.number, reason="重复")
    assert (status, body["why"]) == (409, "不能与自身合并。")
    assert Deeds(cast.lin, record).do("merge", into=walker.open("complaint").number, reason="重复")[0] == 403


# --- take back ------------------------------------------------------------------------------------------------------
def test_a_step_that_waits_is_taken_back_by_whoever_filed_it(cast: Cast) -> None:
    adopt_pack("generic/1.0")
    walker = Walker(cast, at=timezone.now() - dt.timedelta(days=1))
    record = walker.open("complaint")
    step = next(one for one in load(record.procedure).flow.steps.values() if one.signs)
    record = walker.to(record, step.sources[0])
    walker.sign_all = lambda one: one  # type: ignore[method-assign]
    record = walker.do(record, step)
    filer = record.proposals.get().by
    status, body = Deeds(cast.hu, record).do("take-back", reason="写错了")
    assert (status, body["why"]) == (403, "只有提交人才能撤回。")
    deeds = Deeds(filer, record)
    assert list(deeds.do("take-back", reason=" ")[1]["errors"]) == ["reason"]
    status, body = deeds.do("take-back", reason="写错了")
    assert (status, body["awaiting"], last(record)) == (200, "", ("taken_back", filer.username, "写错了"))
    assert deeds.do("take-back", reason="写错了")[0] == 409


def test_no_address_takes_a_signature(walker: Walker) -> None:
    record = walker.open("complaint")
    paths = Caller(walker.cast.wang).document["paths"]
    assert [path for path in paths if "sign" in path] == []
    for name in ("sign", "signatures", "signature", "sendback"):
        place = f"/api/complaint/{record.number}/{name}"
        answer = Caller(walker.cast.wang).client.post(place, "{}", "application/json")
        assert answer.status_code in (404, 405)
