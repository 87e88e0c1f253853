"""Words are found: any part of them, in Chinese and in numbers, alone and together, on either database."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huiyin.kernel import finding
from huiyin.kernel.models import Record
from huiyin.kernel.tests.bare import as_before, record
from huiyin.parties.models import Customer
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db

TEXTS = {
    "KS2026-0001": "KS2026-0001\n机械密封漏油\n长江汽车\n客户来电，DN50 阀门Ａ型渗漏",
    "KS2026-0002": "KS2026-0002\n轴承座有砂眼\n东海泵业",
    "2611-001": "2611-001\nSeal leaks after 200 h\nNordwerk GmbH Müller",
    "FK-00034": "FK-00034\n油\n长",
    "服-7": "服-7\n軸承異響，須覆檢\n鴻鑫機電",
}


@pytest.fixture
def records():
    made = {number: record(number) for number in TEXTS}
    finding.index_many((made[number].pk, text) for number, text in TEXTS.items())
    return made


def found(query, rows=None):
    rows = Record.objects.all() if rows is None else rows
    return set(finding.find(rows, query).values_list("number", flat=True))


CASES = [
    ("漏油", {"KS2026-0001"}),
    ("机械密封漏油", {"KS2026-0001"}),
    ("密封 长江", {"KS2026-0001"}),
    ("密封 东海", set()),
    ("封漏", {"KS2026-0001"}),
    ("油", {"KS2026-0001", "FK-00034"}),
    ("长", {"KS2026-0001", "FK-00034"}),
    ("渗", {"KS2026-0001"}),
    ("漏", {"KS2026-0001"}),
    ("汽车客户", set()),  # neighbours in the text, but two words
    ("KS2026-0001", {"KS2026-0001"}),
    ("ks2026－0001", {"KS2026-0001"}),
    ("KS2026", {"KS2026-0001", "KS2026-0002"}),
    ("2026-00", {"KS2026-0001", "KS2026-0002"}),
    ("0001", {"KS2026-0001"}),
    ("-0001", {"KS2026-0001"}),
    ("001", {"KS2026-0001", "2611-001"}),
    ("6-0002", {"KS2026-0002"}),
    ("2", {"KS2026-0001", "KS2026-0002", "2611-001"}),
    ("34", {"FK-00034"}),
    ("2611", {"2611-001"}),
    ("0001-KS", set()),
    ("dn50", {"KS2026-0001"}),
    ("n50", {"KS2026-0001"}),
    ("50阀", set()),  # a blank stands between
    ("门a型", {"KS2026-0001"}),
    ("a型渗", {"KS2026-0001"}),
    ("SEAL", {"2611-001"}),
    ("eak", {"2611-001"}),
    ("leaks after", {"2611-001"}),
    ("after-200", {"2611-001"}),
    ("müller", {"2611-001"}),
    ("ller", {"2611-001"}),
    ("砂眼", {"KS2026-0002"}),
    ("沙眼", set()),
    ("轴承异响", {"服-7"}),
    ("軸承異響", {"服-7"}),
    ("軸承异響", {"服-7"}),
    ("异响", {"服-7"}),
    ("异", {"服-7"}),
    ("复检 鸿鑫机电", {"服-7"}),
    ("軸承", {"KS2026-0002", "服-7"}),
    ("機械密封漏油", {"KS2026-0001"}),
    ("長江汽車", {"KS2026-0001"}),
    ("滲", {"KS2026-0001"}),
    ("閥門a型", {"KS2026-0001"}),
    ("ＤＮ50 閥門", {"KS2026-0001"}),
    ("ｓｅａｌ", {"2611-001"}),
    ("。", set()),
    ("\x00", set()),
    ("' OR 1=1 --", set()),
    ('"', set()),
    ("漏油*", {"KS2026-0001"}),
    ("%", set()),
    ("", set(TEXTS)),
    ("  ", set(TEXTS)),
]


@pytest.mark.parametrize(("query", "numbers"), CASES)
@pytest.mark.parametrize("rare", [finding.RARE, -1], ids=["fetched", "asked"])
def test_a_query_finds_exactly(records, monkeypatch, query, numbers, rare):
    monkeypatch.setattr(finding, "RARE", rare)
    assert found(query) == numbers


@pytest.mark.parametrize("query", ["漏" * 500, "a " * 500, "长江 " * 200, "漏油" + "x" * 300])
def test_an_absurd_query_is_answered(records, query):
    assert found(query) <= {"KS2026-0001", "FK-00034", *TEXTS}


def test_a_record_indexed_anew_is_found_by_its_new_words_only(records):
    finding.index(records["FK-00034"].pk, "FK-00034 法兰开裂")
    assert found("法兰") == {"FK-00034"}
    assert found("长") == {"KS2026-0001"}


def test_a_forgotten_record_is_not_found(records):
    finding.forget([records["KS2026-0001"].pk])
    assert found("漏油") == set()
    assert found("KS2026") == {"KS2026-0002"}


def test_what_is_rolled_back_is_not_found(records):
    with transaction.atomic():
        finding.index(records["FK-00034"].pk, "法兰")
        transaction.set_rollback(True)
    assert found("法兰") == set()


@pytest.mark.parametrize("rare", [finding.RARE, -1], ids=["fetched", "asked"])
def test_a_search_keeps_to_the_rows_it_was_given(records, monkeypatch, rare):
    monkeypatch.setattr(finding, "RARE", rare)
    Record.objects.filter(number="KS2026-0002").update(phase="done")
    rows = Record.objects.filter(phase="open").order_by("-received_at", "-id")
    assert list(finding.find(rows, "KS2026").values_list("number", flat=True)[:10]) == ["KS2026-0001"]
    assert finding.find(rows.exclude(number="KS2026-0001"), "KS2026").count() == 0


def test_a_search_costs_one_question_and_the_page(records):
    with CaptureQueriesContext(connection) as asked:
        list(finding.find(Record.objects.all(), "漏油"))
    assert len(asked) == 2


def test_a_text_too_long_for_the_index_is_indexed_as_far_as_it_goes(records):
    long = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(finding.INDEXED - 2))
    finding.index(records["FK-00034"].pk, long + "法兰裂纹")
    assert found(long[40_000:40_020]) == {"FK-00034"}
    assert found("法兰") == {"FK-00034"}
    assert found("裂纹") == set()


@pytest.mark.parametrize("last", ["響", "龜"])
def test_an_index_of_an_earlier_version_is_known_by_its_traditional_characters(records, last):
    assert not finding.outdated()
    as_before(records["FK-00034"], ["漏油", f"油{last}", last])
    assert finding.outdated()


def test_a_set_up_indexes_anew_what_an_earlier_version_indexed(cast, capsys):
    adopt_pack("generic/1.0")
    made = Walker(cast).open("complaint", by=cast.lin, title="軸承異響")
    call_command("init", verbosity=0)
    assert "anew" not in capsys.readouterr().out
    as_before(made, ["軸承", "承異", "異響", "響"])
    assert found("轴承异响") == set()
    call_command("init", verbosity=0)
    assert "indexing them anew" in capsys.readouterr().out
    assert found("轴承异响") == found("軸承異響") == {made.number}
    assert not finding.outdated()
    assert Record.objects.get(pk=made.pk).title == "軸承異響"  # what is stored stays as it was written


def test_words_are_indexed_anew(cast, capsys):
    adopt_pack("generic/1.0")
    walker = Walker(cast)
    made = [walker.open("complaint", by=cast.lin, title=title) for title in ("法兰开裂", "叶轮异响")]
    assert found("法兰") == {made[0].number}
    finding.forget([made[0].pk])
    Customer.objects.filter(pk=cast.customer.pk).update(name="渝江重工")
    assert found("法兰") == found("渝江") == set()
    call_command("reindex")
    assert found("法兰") == {made[0].number}
    assert found("渝江") == {one.number for one in made}
    assert "2" in capsys.readouterr().out
