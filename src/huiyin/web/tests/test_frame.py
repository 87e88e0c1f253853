"""The frame, the manner, the lookups and the error pages, as a person meets them."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from huiyin.kernel.errors import Refused, Stale
from huiyin.kernel.registry import Blocker
from huiyin.people.memory import remembering
from huiyin.web.context import frame
from huiyin.web.errors import blockers, broken, refused, stale_form

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.web.tests.parts_urls")]


@pytest.fixture
def asking(cast):
    """A request by someone of the cast, or by a stranger."""

    def ask(who=None, path="/", **headers):
        request = RequestFactory().get(path, headers=headers)
        request.user = who or type("Stranger", (), {"is_authenticated": False})()
        return request

    return ask


def test_a_fragment_asks_for_no_menu(asking, cast):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        given = frame(asking(cast.lin, **{"HX-Request": "true"}))
    assert (given["base"], len(asked)) == ("web/fragment.html", 0)
    assert frame(asking(cast.lin))["base"] == "web/base.html"


def test_a_stranger_gets_no_menu(asking):
    made = frame(asking())["frame"]
    assert (made["groups"], made["create"], made["phone"], made["person"]) == ([], [], [], None)


def test_the_menu_costs_the_same_whatever_waits(asking, cast, django_assert_num_queries):
    with remembering(), django_assert_num_queries(5):
        frame(asking(cast.lin))["frame"]["groups"]


def test_language_and_theme_are_kept(client, cast):
    client.force_login(cast.lin)
    answer = client.post("/manner", {"language": "en", "theme": "dark", "next": "/accounts/login/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/")
    lin = cast.again("lin")
    assert (lin.language, lin.theme, client.cookies["theme"].value) == ("en", "dark", "dark")


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", ""])
def test_manner_never_leads_elsewhere_nor_keeps_nonsense(client, cast, elsewhere):
    client.force_login(cast.lin)
    answer = client.post("/manner", {"language": "xx", "theme": "pink", "next": elsewhere})
    assert answer.headers["Location"] == "/"
    lin = cast.again("lin")
    assert (lin.language, lin.theme) == ("", "")
    assert client.get("/manner").status_code == 405


def items(client, address):
    return [one["label"] for one in client.get(address).json()["items"]]


def test_lookups_find_by_any_part_and_by_sound(client, cast):
    client.force_login(cast.lin)
    assert items(client, "/lookup/customer?q=长江") == ["重庆长江汽车股份有限公司"]
    assert items(client, "/lookup/customer?q=cqcj") == ["重庆长江汽车股份有限公司"]
    assert items(client, "/lookup/person?q=zm") == ["赵明"]
    assert items(client, "/lookup/product?q=ms 40") == ["机械密封 MS-40"]
    assert items(client, f"/lookup/contact?q=周&customer={cast.customer.pk}") == ["周敏"]
    assert items(client, "/lookup/contact?q=周&customer=99999") == []
    assert client.get("/lookup/nothing?q=x").status_code == 404


def test_guo_of_the_west_sees_no_customer_of_the_others(client, cast):
    client.force_login(cast.guo)
    assert items(client, "/lookup/customer?q=C00") == ["Nordwerk Pumpen GmbH"]
    assert items(client, "/lookup/contact?q=周") == []


def test_lookups_are_for_people_who_signed_in(client, cast):
    assert client.get("/lookup/customer?q=C").status_code == 302


@pytest.mark.clause("E-5")
def test_absent_and_hidden_look_alike(client, cast):
    client.force_login(cast.lin)
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_a_refusal_says_what_is_missing_and_where(asking, cast):
    no = Refused("Not yet.", [Blocker("The cause is missing.", field="cause", clause="CH-6.3")])
    answer = refused(asking(cast.lin), no, back="/x")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert all(words in page for words in ("Not yet.", "The cause is missing.", "CH-6.3", "#at-cause", 'href="/x"'))
    assert blockers(no)[0]["ok"] is False


def test_a_stale_page_offers_to_look_again(asking, cast):
    answer = refused(asking(cast.lin), Stale(1, 2), back="/x")
    assert answer.status_code == 409
    assert 'button-primary" href="/x"' in answer.content.decode()


def test_a_form_open_too_long(asking, cast):
    assert stale_form(asking(cast.lin)).status_code == 403


def test_the_page_for_our_own_faults_reads_no_row(asking, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = broken(asking())
    assert answer.status_code == 500


@pytest.mark.parametrize("query", ["", "only=register&rows=0", "only=form&lang=en", "only=dialog&theme=dark"])
def test_the_page_of_parts(client, cast, query):
    client.force_login(cast.lin)
    assert client.get(f"/parts?{query}").status_code == 200


def test_a_draft_is_its_writers_alone(client, cast):
    client.force_login(cast.lin)
    words = {"words": [["what", "划伤"], ["seen\x00", "7"]]}
    assert client.post("/draft?key=a/1", words, content_type="application/json").status_code == 204
    assert client.get("/draft?key=a/1").json() == {"words": [["what", "划伤"], ["seen", "7"]]}
    client.force_login(cast.zhao)
    assert client.get("/draft?key=a/1").status_code == 204
    assert client.delete("/draft?key=a/1").status_code == 204
    client.force_login(cast.lin)
    assert client.get("/draft?key=a/1").status_code == 200
    assert client.delete("/draft?key=a/1").status_code == 204
    assert client.get("/draft?key=a/1").status_code == 204


@pytest.mark.parametrize("body", ["", "[]", "{", '{"words": "x"}', '{"words": [["a"]]}', '{"words": [["a", 1]]}'])
@pytest.mark.check(8)
def test_a_draft_that_is_none_is_not_kept(client, cast, body):
    client.force_login(cast.lin)
    assert client.post("/draft?key=a", body, content_type="application/json").status_code == 400
    assert client.get("/draft?key=a").status_code == 204
