"""Every word people read is there in Chinese, and the Traditional script follows from it."""

import polib
import pytest

from tools import translate


@pytest.mark.parametrize("app", translate.apps(), ids=lambda app: app.name)
def test_words_are_complete(app):
    assert list(translate.faults_of(app)) == []


def test_one_english_text_has_one_chinese():
    assert list(translate.contradictions()) == []


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("客户质量信息反馈表", "客戶質量信息反饋表"),
        ("纠正及预防措施报告", "糾正及預防措施報告"),
        ("会签", "會簽"),
        ("待我签批", "待我簽批"),
        ("标签", "標籤"),
        ("后台", "後台"),
        ("咨询", "諮詢"),
        ("审核人", "審核人"),
        ("还剩 %(n)d 个工作日", "還剩 %(n)d 個工作日"),
    ],
)
def test_the_script_changes_and_the_wording_stays(simplified, traditional):
    assert translate.traditional(simplified) == traditional


@pytest.fixture
def app(tmp_path, monkeypatch):
    """An app that says two things, in Python and in a template."""
    monkeypatch.setattr(translate, "PACKAGE", tmp_path)
    app = tmp_path / "shop"
    (app / "templates").mkdir(parents=True)
    (app / "__init__.py").write_text('from x import gettext as _\nWORD = _("%(n)s open")\n')
    (app / "templates/a.html").write_text("{% load i18n %}{% translate 'Closed' %}")
    return app


def _say(app, **chinese):
    path = translate.catalogue(app, "zh_Hans")
    entries = translate.read(path)
    for entry in entries.values():
        entry.msgstr = chinese.get(entry.msgid.split()[-1], entry.msgstr)
    translate.write(path, entries.values())


def test_what_is_missing_wrong_or_stale_is_said(app):
    assert list(translate.faults_of(app)) == ["shop: no Chinese for '%(n)s open'", "shop: no Chinese for 'Closed'"]
    assert translate.refresh(app) == 2
    _say(app, open="%(m)s 未结", Closed="已结")
    assert list(translate.faults_of(app)) == [
        "shop: placeholders differ in '%(n)s open': '%(m)s 未结'",
        "shop: zh_Hant does not follow from zh_Hans",
    ]
    _say(app, open="%(n)s 未结")
    assert translate.refresh(app) == 0
    assert list(translate.faults_of(app)) == []
    assert [entry.msgstr for entry in polib.pofile(str(translate.catalogue(app, "zh_Hant")))] == ["%(n)s 未結", "已結"]
    (app / "templates/a.html").write_text("")
    assert list(translate.faults_of(app)) == ["shop: nobody says 'Closed' any more"]


def test_a_word_the_house_has_is_not_asked_for_again(app, tmp_path):
    translate.refresh(app)
    _say(app, Closed="已结")
    other = tmp_path / "office"
    other.mkdir()
    (other / "__init__.py").write_text('from x import gettext as _\nWORDS = _("Closed"), _("Late")\n')
    assert translate.refresh(other) == 1
    entries = translate.read(translate.catalogue(other, "zh_Hans")).values()
    assert [(entry.msgid, entry.msgstr) for entry in entries] == [("Closed", "已结"), ("Late", "")]


def test_a_chinese_message_id_is_refused(app):
    (app / "__init__.py").write_text('from x import gettext as _\nWORD = _("投诉")\n')
    assert "shop: message ids are English, this one is not: '投诉'" in list(translate.faults_of(app))
