"""Search, the palette and the typeaheads: in either script, any width and any case, and shown as it was written."""

import pytest

from huiyin.base.alike import alike
from huiyin.base.text import sought
from huiyin.kernel import finding
from huiyin.kernel.models import Record
from huiyin.kernel.registry import get
from huiyin.parties.card import open_customer
from huiyin.parties.models import Contact, Product

pytestmark = pytest.mark.django_db
EITHER = ("轴承异响", "軸承異響", "軸承异响")


@pytest.fixture
def two(walker, lin):
    """One complaint of either script."""
    return [walker.open("complaint", by=lin, title=title) for title in ("軸承異響", "轴承异响")]


def items(client, url):
    return [one["label"] for one in client.get(url).json()["items"]]


@pytest.mark.parametrize("words", EITHER)
def test_a_search_finds_both_scripts_and_shows_each_as_it_was_written(client, two, words):
    answer = client.get("/search", {"q": words})
    (section,) = answer.context["sections"]
    assert [row["id"] for row in section["register"]["rows"]] == [one.number for one in reversed(two)]
    page = answer.content.decode()
    assert "軸承異響" in page
    assert "轴承异响" in page


@pytest.mark.parametrize("words", EITHER)
def test_the_palette_goes_to_both(client, two, words):
    assert items(client, f"/goto?q={words}") == [f"{one.number} {one.title}" for one in reversed(two)]


@pytest.mark.parametrize("typed", ["客訴2026-1", "客诉2026-1", "客訴２０２６－１"])
def test_the_very_number_comes_first_however_it_is_typed(client, walker, two, typed):
    Record.objects.filter(pk=two[0].pk).update(number="客訴2026-1")
    newer = [walker.open("complaint", by=walker.cast.lin, title=f"见 客诉2026-1{n}") for n in range(6)]
    named = get("complaint").model.objects.get(pk=two[0].pk)
    finding.index(named.pk, finding.wording(named, get("complaint")))
    found = items(client, f"/goto?q={typed}")
    assert found[0] == "客訴2026-1 軸承異響"
    assert found[1:] == [f"{one.number} {one.title}" for one in reversed(newer[1:])]


@pytest.mark.parametrize("words", ["軸承", "轴承"])
def test_a_record_is_offered_by_the_start_of_its_subject(client, two, words):
    assert items(client, f"/lookup/record?q={words}") == [one.number for one in reversed(two)]
    assert items(client, f"/lookup/record?q={words}&of=capa") == []


def test_a_record_is_offered_by_a_part_of_its_number_and_not_by_the_middle_of_its_subject(client, two):
    part = two[0].number[-4:]
    assert items(client, f"/lookup/record?q={part}") == [two[0].number]
    assert items(client, "/lookup/record?q=异响") == []
    assert items(client, "/lookup/record?q=") == [one.number for one in reversed(two)]


def test_customers_contacts_products_and_colleagues(client, walker, lin):
    cast = walker.cast
    made = open_customer(lin, {"code": "HX", "name": "鴻鑫機電"}, at=walker.at)
    Contact.objects.create(customer=made, name="張偉")
    Product.objects.create(code="ZC-9", name="軸承", spec="ＵＣＦ210")
    type(lin).objects.filter(pk=cast.wang.pk).update(name="萬國強")
    for words in ("鸿鑫机电", "鴻鑫機電", "hxjd"):
        assert items(client, f"/lookup/customer?q={words}") == ["鴻鑫機電"]
    for words in ("张伟", "張偉"):
        assert items(client, f"/lookup/contact?q={words}") == ["張偉"]
    for words in ("轴承 ucf", "軸承 ＵＣＦ"):
        assert items(client, f"/lookup/product?q={words}") == ["軸承 ＵＣＦ210"]
    for words in ("万国强", "萬國強", "wgq"):
        assert items(client, f"/lookup/person?q={words}") == ["萬國強"]
    assert items(client, "/lookup/product?q=.*") == []


def test_either_database_reads_the_pattern_of_a_sign_as_that_sign(db):
    signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~，。（㎏½ß軸发"
    for place, sign in enumerate(signs):
        Product.objects.create(code=f"P{place}", name=f"x{sign}x")
    for sign in signs:
        found = {one.name[1:-1] for one in Product.objects.filter(name__regex=alike(sign))}
        assert found == {one for one in signs if sought(one) == sought(sign)}, sign
