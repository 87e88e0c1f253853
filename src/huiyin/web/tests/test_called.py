"""A kind of record is found by the names its form had before, in Chinese and English."""

from __future__ import annotations

import pytest

from tests.pages import Read
from tests.walker import adopt_pack

PHRASES = ["索样", "报价申请", "request for QUOTATION", "sample request", "ＧＮ－ＩＱ", "询价", "詢價"]


@pytest.fixture
def house(cast):
    """Inquiries and loans of tools, each with the names their forms had."""
    adopt_pack("generic/1.0", ("inquiry", "loan"))
    return cast


def read(client, person, url, **asked):
    client.force_login(person)
    return Read(client.get(url, asked).content.decode())


@pytest.mark.parametrize("words", PHRASES)
def test_search_finds_the_register_by_any_of_its_names(client, house, words):
    page = read(client, house.lin, "/search", q=words)
    assert "又称 报价申请、索样单" in page.text
    assert "又称 工装量具借用单" not in page.text


@pytest.mark.parametrize("words", ["索样", "索樣", "Sample Request"])
def test_the_palette_goes_there_by_a_former_name(client, house, words):
    client.force_login(house.lin)
    items = client.get("/goto", {"q": words}).json()["items"]
    assert [(one["url"], one["hint"]) for one in items] == [("/inquiry", "又称 报价申请、索样单")]


def test_the_palette_repeats_no_page_of_the_menu(client, house):
    client.force_login(house.lin)
    assert client.get("/goto", {"q": "询价"}).json()["items"] == []
    # The browser compares letters as they stand, so a page called in the other script is ours to name.
    assert [one["url"] for one in client.get("/goto", {"q": "詢價"}).json()["items"]] == ["/inquiry"]


def test_whoever_may_not_read_a_register_is_not_led_to_it(client, house):
    client.force_login(house.bai)
    assert client.get("/goto", {"q": "索样"}).json()["items"] == []
    assert "又称" not in read(client, house.bai, "/search", q="索样").text


@pytest.mark.parametrize("words", PHRASES)
def test_what_to_register_is_narrowed_by_any_of_its_names(client, house, words):
    page = read(client, house.lin, "/new", q=words)
    assert "又称 报价申请、索样单" in page.text
    assert "又称 工装量具借用单" not in page.text


def test_what_to_register_says_when_nothing_is_called_so(client, house):
    text = read(client, house.lin, "/new", q="客户订单合同").text
    assert "没有这个名称的单据" in text
    assert "又称" not in text


def test_every_name_stands_beside_its_procedure(client, house):
    text = read(client, house.lin, "/procedures").text
    assert "又称 报价申请、索样单" in text
    assert "又称 工装量具借用单" in text
    assert "曾用名" in read(client, house.lin, "/procedures/inquiry").text
