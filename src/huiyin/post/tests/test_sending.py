"""Letters go out once, refusals are tried again, doubt stays doubt; the loop survives what is poisoned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from huiyin.kernel import attachments, letters
from huiyin.kernel.models import Due, Event, Letter, Notice
from huiyin.post.digest import write_digests
from huiyin.post.message import home_address, message, message_id
from huiyin.post.sending import send
from huiyin.post.tests.sink import Sink
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server on this machine, and the settings that lead to it."""
    with Sink() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 5
        settings.DEFAULT_FROM_EMAIL = "Quality <huiyin@firm.example>"
        yield found


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """The complaint rulebook in force, and a walker whose clock is the real one: letters wait for nothing."""
    adopt_pack("complaint-handling")
    return Walker(cast)


def write(key: str, to: str = "lin@huiyin.example", **more: Any) -> Letter:
    """A letter whose hour has come."""
    at = timezone.now() - dt.timedelta(minutes=1)
    values = {"record": None, "to": to, "subject": f"主题 {key}", "text": "正文\n第二行", "at": at} | more
    letters.write(key, **values)
    return Letter.objects.get(key=key)


def test_a_letter_goes_out_once(sink: Sink, cast: Cast) -> None:
    letter = write("late:1")
    write("late:1")
    done = send()
    assert (done.sent, done.refused, done.unsure) == (1, 0, 0)
    assert send().sent == 0
    assert sink.ids == [message_id("late:1")]
    mail = sink.taken[0]
    assert (mail["Subject"], mail["To"], mail["From"]) == (
        "主题 late:1", "lin@huiyin.example", "Quality <huiyin@firm.example>",
    )  # fmt: skip
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body().get_content().startswith("正文\r\n第二行\r\n")  # type: ignore[attr-defined]
    letter.refresh_from_db()
    assert letter.sent_at
    assert (letter.failed_at, letter.tries, letter.trouble) == (None, 1, "")


def test_a_refusal_is_tried_again_and_then_given_up(sink: Sink, cast: Cast) -> None:
    sink.refuse.add("gone@huiyin.example")
    letter = write("late:2", to="gone@huiyin.example")
    other = write("late:3")
    for tries in range(1, letters.MOST_TRIES + 1):
        assert send().refused == 1
        letter.refresh_from_db()
        assert letter.tries == tries
        assert "nobody of that name" in letter.trouble
        Letter.objects.filter(pk=letter.pk).update(not_before=timezone.now())
    assert letter.failed_at is not None
    assert send().refused == 0
    other.refresh_from_db()
    assert other.sent_at is not None
    assert sink.ids == [message_id("late:3")]


def test_a_line_that_breaks_leaves_doubt_and_no_double(sink: Sink, cast: Cast) -> None:
    sink.drop.add("lin@huiyin.example")
    letter = write("late:4")
    other = write("late:5", to="wang@huiyin.example")
    done = send()
    assert (done.sent, done.refused, done.unsure) == (1, 0, 1)
    letter.refresh_from_db()
    assert letter.sent_at is None
    assert letter.trouble.startswith("may have gone out")
    sink.drop.clear()
    assert send().sent == 0
    assert sorted(sink.ids) == sorted([message_id("late:4"), message_id("late:5")])
    other.refresh_from_db()
    assert other.sent_at is not None


def test_only_by_hand_does_a_doubtful_letter_go_again(sink: Sink, cast: Cast) -> None:
    letter = write("late:6")
    letters.claim(timezone.now())
    assert letters.settle_interrupted(timezone.now() + letters.LEASE * 2) == 1
    said = StringIO()
    call_command("letters", stdout=said)
    assert said.getvalue().startswith(f"{letter.pk}  ")
    assert "interrupted while sending" in said.getvalue()
    assert send().sent == 0
    call_command("letters", "--again", str(letter.pk), stdout=said)
    assert send().sent == 1
    with pytest.raises(CommandError, match="was not given up"):
        call_command("letters", "--again", str(letter.pk), stdout=said)
    assert sink.ids == [message_id("late:6")]


def test_while_the_server_is_away_no_letter_is_touched(settings: Any, sink: Sink, cast: Cast) -> None:
    letter = write("late:7")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    done = send()
    assert done.unreachable
    assert (done.sent, done.refused) == (0, 0)
    letter.refresh_from_db()
    assert (letter.tries, letter.leased_until) == (0, None)
    settings.EMAIL_PORT = port
    assert send().sent == 1


@pytest.mark.parametrize("to", ["", "nobody", "a@b\nBcc: evil@example.com", "张@", "林 <lin@huiyin.example"])
def test_a_poisoned_letter_stops_nobody_elses(sink: Sink, cast: Cast, to: str) -> None:
    bad = write("late:8", to=to)
    good = write("late:9")
    done = send()
    assert done.sent >= 1
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.sent_at is not None
    assert bad.sent_at is None or to.startswith("林")
    assert all("evil" not in str(mail) for mail in sink.taken)


def test_papers_travel_with_the_letter_and_a_lost_one_stops_it(sink: Sink, walker: Walker) -> None:
    record = walker.open("complaint")
    paper = attachments.attach(record, walker.cast.lin, "照片说明.txt", "照片见下".encode(), at=walker.tick())
    letter = write("answer:1", to="zhou@changjiang.example", record=record, papers=[paper.pk])
    assert send().sent == 1
    mail = sink.taken[0]
    assert mail["References"] == message_id(f"record:{record.pk}")
    (part,) = mail.iter_attachments()  # type: ignore[attr-defined]
    assert (part.get_filename(), part.get_content().strip()) == ("照片说明.txt", "照片见下")
    attachments.path_of(paper.sha256).unlink()
    lost = write("answer:2", record=record, papers=[paper.pk])
    assert send().refused == 1
    lost.refresh_from_db()
    assert lost.sent_at is None
    assert letter.pk != lost.pk


def test_colleagues_get_the_way_to_the_record_and_customers_do_not(settings: Any, sink: Sink, walker: Walker) -> None:
    record = walker.open("complaint")
    settings.ALLOWED_HOSTS = ["quality.firm.example", "localhost"]
    settings.HTTPS = True
    assert home_address() == "https://quality.firm.example"
    inside = message(write("late:10", record=record))
    outside = message(write("late:11", to="zhou@changjiang.example", record=record))
    assert f"点此打开：https://quality.firm.example/complaint/{record.number}" in inside.body
    assert "quality.firm.example" not in outside.body
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    assert home_address() == ""


# --- the morning ----------------------------------------------------------------------------------------------------
def test_the_letter_of_the_morning_names_what_is_late_and_due_today(walker: Walker) -> None:
    record = walker.open("complaint", title="密封漏油")
    record.turns.update(due_at=AT - dt.timedelta(hours=1))
    other = walker.open("complaint", title="送货迟了")
    other.turns.update(due_at=AT + dt.timedelta(hours=3))
    later = walker.open("complaint", title="下周的事")
    later.turns.update(due_at=AT + dt.timedelta(days=3))
    done: set[tuple[str, dt.date]] = set()
    write_digests(AT.replace(hour=7), done)
    assert not Letter.objects.exists()
    assert done == set()
    write_digests(AT, done)
    write_digests(AT + dt.timedelta(minutes=1), set())
    found = Letter.objects.get(to="wang@huiyin.example")
    assert found.subject == "1 件逾期，1 件今天到期"
    late, today = found.text.index("已逾期"), found.text.index("今天到期")
    assert late < found.text.index(record.number) < today < found.text.index(other.number)
    assert later.number not in found.text
    assert "密封漏油" in found.text
    assert done == {("CN", AT.date())}
    assert not Letter.objects.filter(to="mei@huiyin.example").exists()
    write_digests(AT + dt.timedelta(days=1), set())  # a Saturday
    assert Letter.objects.filter(to="wang@huiyin.example").count() == 1
    write_digests(AT + dt.timedelta(days=3), set())
    assert Letter.objects.filter(to="wang@huiyin.example").count() == 2


# --- the loop -------------------------------------------------------------------------------------------------------
def test_one_round_looks_seals_and_sends_and_a_poisoned_due_stops_nothing(
    sink: Sink, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [walker.to(walker.open("complaint"), "registered") for _one in range(3)]
    Due.objects.update(due_at=AT, look_at=AT)
    poisoned = Due.objects.filter(record=records[0]).first()
    assert poisoned is not None
    Due.objects.filter(pk=poisoned.pk).update(told=3)  # no list: looking at it fails
    monkeypatch.setattr(timezone, "now", lambda: AT + dt.timedelta(hours=2))
    said = StringIO()
    call_command("watch", "--once", stdout=said)
    assert "2 told" in said.getvalue()
    assert "1 failed" in said.getvalue()
    assert Event.objects.filter(kind="late").count() == 2
    assert Notice.objects.filter(kind="late").exists()
    assert sink.ids
    assert len(sink.ids) == len(set(sink.ids))
    poisoned.refresh_from_db()
    assert poisoned.look_at == AT + dt.timedelta(hours=2, minutes=30)
    again = StringIO()
    call_command("watch", "--once", stdout=again)
    assert "told" not in again.getvalue()
    assert Event.objects.filter(kind="late").count() == 2
