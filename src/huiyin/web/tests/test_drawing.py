"""A name drawn by hand: asked on the form, refused with a sentence, shown as a picture, elsewhere in words."""

import datetime as dt

import pytest
from django.utils import timezone

from huiyin.kernel import policy
from tests.pages import Read

NAME = '{"w":600,"h":240,"s":[[40,120,90,60,140,150],[200,80,260,140]]}'
PATH = "M40 120L90 60L140 150M200 80L260 140"


@pytest.fixture
def served(walker):
    """A service that is done and waits for the customer's name; nothing was drawn yet."""
    walker.at = timezone.now() - dt.timedelta(hours=2)
    return walker.to(walker.open("service"), "served")


def form_of(client, person, record):
    """The step's page and its form."""
    client.force_login(person)
    html = client.get(f"/service/{record.number}/steps/confirm").content.decode()
    return html, Read(html).form("/steps/confirm")


def send(client, form, **over):
    said = {"signer": "周敏", "signed_on": timezone.localdate().isoformat(), **over}
    return client.post(form.action, form.filled(**said), follow=True)


def test_the_form_offers_ground_to_draw_on_and_says_that_a_name_is_enough(client, cast, served):
    html, form = form_of(client, cast.zhao, served)
    assert "<hy-draw" in html
    assert "填写姓名即可" in html
    assert form.fields["customer_mark"] == [""]
    send(client, form)  # as without scripts: nothing drawn
    record = policy.find(cast.zhao, served.number, at=timezone.now())
    assert (record.state, record.signer, record.customer_mark) == ("confirmed", "周敏", "")


def test_what_was_drawn_stands_on_the_sheet_and_as_words_in_the_trail(client, cast, served):
    _html, form = form_of(client, cast.zhao, served)
    answer = send(client, form, customer_mark=NAME)
    html = answer.content.decode()
    assert f'<path d="{PATH}">' in html
    assert 'viewBox="32 52 236 106"' in html
    assert "style=" not in html.partition('class="drawing"')[2][:400]
    trail = client.get(f"/service/{served.number}/trail").content.decode()
    assert "手写 · " in trail
    assert "[[40,120" not in trail


def test_what_is_no_drawing_comes_back_with_a_sentence_and_the_name_kept(client, cast, served):
    _html, form = form_of(client, cast.zhao, served)
    answer = send(client, form, customer_mark='"><script>alert(1)</script>')
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "无法识别手写签名" in html
    assert 'value="周敏"' in html
    assert "<script>alert" not in html
    assert policy.find(cast.zhao, served.number, at=timezone.now()).version == served.version
