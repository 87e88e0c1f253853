"""Coming in: by name, not after too many tries, not with a lent password, and all of it written down."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from huiyin.people import keep, signins
from huiyin.people.models import SignIn
from tests.cast import AT, PASSWORD

LOGIN = "/accounts/login/"
LOCKED = "登录失败次数过多，请稍后重试。"


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


def tries():
    return list(SignIn.objects.order_by("pk").values_list("username", "outcome", "ok", "address"))


def sign_in(client, login, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def signed_in(client):
    return "_auth_user_id" in client.session


def complaints(response):
    return [str(text) for text in response.context["form"].non_field_errors()]


@pytest.mark.parametrize("login", ["lin", "LIN", " lin ", "lin@huiyin.example"])
def test_coming_in_by_name(cast, client, login):
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)
    assert tries() == [("lin", "in", True, "127.0.0.1"), ("lin", "out", True, "127.0.0.1")]


@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize(
    ("login", "password", "kept"),
    [
        ("lin", "wrong", "lin"),
        ("Lin@huiyin.example", "wrong", "lin"),
        ("jade-river-42", "lin", "ja…"),
        ("nobody@elsewhere.example", PASSWORD, "no…"),
        ("'; DROP TABLE people_signin; --", "x", "';…"),
        ("林" * 300, "x", "林林…"),
    ],
)
def test_a_wrong_try_is_written_down_without_what_may_be_a_password(cast, client, login, password, kept):
    response = sign_in(client, login, password)
    assert response.status_code == 200
    assert not signed_in(client)
    assert tries() == [(kept, "wrong", False, "127.0.0.1")]
    assert [row.password_lent for row in type(cast.lin).objects.filter(username="lin")] == [False]


def test_the_same_sentence_whether_the_name_or_the_password_was_wrong(cast, client):
    said = {text for login in ("lin", "nobody") for text in complaints(sign_in(client, login, "wrong"))}
    assert said == {"您提供的用户名或密码不正确。"}


@pytest.mark.parametrize("login", ["a\x00b", "\x00", "", "😀"])
def test_nonsense_at_the_door_is_no_trace(cast, client, login):
    assert sign_in(client, login, "x").status_code == 200
    assert not signed_in(client)


@pytest.mark.clause("CS-2.3")
def test_after_five_wrong_tries_even_the_right_password_waits(cast, client):
    for _ in range(5):
        assert complaints(sign_in(client, "lin", "wrong")) != [LOCKED]
    for _ in range(3):
        assert complaints(sign_in(client, "lin")) == [LOCKED]
    assert not signed_in(client)
    assert [outcome for _, outcome, _, _ in tries()] == ["wrong"] * 5 + ["locked"]
    sign_in(client, "wang")
    assert signed_in(client)


def test_the_door_opens_again_after_a_while(cast, client, monkeypatch):
    for _ in range(5):
        sign_in(client, "lin", "wrong")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    sign_in(client, "lin")
    assert signed_in(client)


def test_one_address_cannot_try_all_names(cast, client):
    for n in range(10):
        sign_in(client, f"nobody{n}", "wrong")
    assert complaints(sign_in(client, "lin")) == [LOCKED]
    sign_in(client, "lin", REMOTE_ADDR="10.0.0.8")
    assert signed_in(client)
    assert [row[:2] for row in tries()[-2:]] == [("lin", "locked"), ("lin", "in")]


@pytest.mark.django_db(transaction=True)
def test_another_worker_counts_the_same_tries(cast):
    client = Client(SERVER_NAME="localhost")
    for _ in range(5):
        sign_in(client, "lin", "wrong")
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(SERVER_NAME='localhost')\n"
        f"print({LOCKED!r} in client.post('{LOGIN}', {{'login': 'lin', 'password': '{PASSWORD}'}}).content.decode())"
    )
    url = urlsplit(os.environ["HUIYIN_DATABASE_URL"])
    rows = f"{url.scheme}://{url.netloc}/{connection.settings_dict['NAME']}?{url.query}".rstrip("?")
    surroundings = {**os.environ, "HUIYIN_DATABASE_URL": rows}
    done = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("True", "")


def test_a_knocker_is_written_down_once_in_five_minutes(cast, rf):
    request = rf.post(LOGIN)
    signins.shut_out(request, {"username": "lin"})
    signins.shut_out(request, {"username": "lin"})
    assert [row[1] for row in tries()] == ["locked"]
    assert SignIn.objects.get().at > timezone.now() - timedelta(minutes=1)


def test_the_address_is_the_browsers_only_where_a_proxy_is_trusted(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.7"})
    assert signins.address_of(request) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert signins.address_of(request) == "203.0.113.7"
    assert signins.address_of(None) == ""


def test_the_deactivated_are_out_with_the_next_click(cast, client):
    sign_in(client, "lin")
    assert client.get("/accounts/password/change/").status_code == 200
    keep.deactivate(cast.bai, cast.lin, at=AT)
    assert client.get("/accounts/password/change/")["Location"].startswith(LOGIN)
    again = Client()
    assert sign_in(again, "lin")["Location"] == "/accounts/inactive/"
    assert not signed_in(again)
    assert tries()[-1] == ("lin", "gone", False, "127.0.0.1")


def test_a_reset_password_ends_other_sessions(cast, client):
    sign_in(client, "lin")
    keep.reset_password(cast.bai, cast.lin, "amber-hill-33", at=AT)
    assert client.get("/accounts/password/change/")["Location"].startswith(LOGIN)


class TestLentPasswords:
    @pytest.fixture(autouse=True)
    def _lent(self, cast, client):
        keep.reset_password(cast.bai, cast.lin, "amber-hill-33", at=AT)
        sign_in(client, "lin", "amber-hill-33")

    def change(self, client, new, again=None):
        form = {"oldpassword": "amber-hill-33", "password1": new, "password2": new if again is None else again}
        return client.post("/accounts/password/change/", form)

    def test_she_must_choose_her_own_first(self, cast, client):
        assert signed_in(client)
        for page in ("/", "/accounts/2fa/", "/nowhere"):
            assert client.get(page)["Location"] == "/accounts/password/change/"
        assert self.change(client, "hill-amber-77")["Location"] == "/"
        assert cast.again("lin").password_lent is False
        assert client.get("/accounts/password/change/").status_code == 200

    @pytest.mark.parametrize(
        ("new", "sentences"),
        [
            ("short7", {"密码太短，至少 8 个字符。"}),
            ("password", {"这个密码太常见了。"}),
            ("73920184", {"密码只包含数字。"}),
        ],
    )
    def test_a_weak_one_is_refused_in_words(self, cast, client, new, sentences):
        response = self.change(client, new)
        assert {str(text) for text in response.context["form"].errors["password1"]} == sentences
        assert cast.again("lin").password_lent is True
        assert cast.again("lin").check_password("amber-hill-33")

    def test_she_may_leave_instead(self, client):
        client.post("/accounts/logout/")
        assert not signed_in(client)


def test_a_second_factor_is_asked_for_and_its_failures_written_down(cast, client):
    secret = generate_totp_secret()
    TOTP.activate(cast.lin, secret)
    assert sign_in(client, "lin")["Location"] == "/accounts/2fa/authenticate/"
    with translation.override("zh-hans"):
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert signed_in(client)
    assert [row[:2] for row in tries()] == [("lin", "code"), ("lin", "in")]


def test_nobody_signs_up_at_the_door(client):
    response = client.get("/accounts/signup/")
    assert response.status_code == 200
    assert "form" not in response.context


@pytest.mark.parametrize("page", ["login", "password/reset", "inactive", "logout"])
def test_the_doors_pages_keep_the_strict_policy(client, page):
    response = client.get(f"/accounts/{page}/", follow=True)
    text = response.content.decode()
    assert (response.status_code, "style=" in text, "onclick" in text) == (200, False, False)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert '<html lang="zh-Hans"' in text


def test_the_form_says_what_to_type(client):
    text = client.get(LOGIN).content.decode()
    assert "登录名或电子邮箱" in text
    assert "在这台电脑上保持登录" in text
    assert "忘记密码" not in text.replace("没有账号或忘记密码", "")


@pytest.mark.parametrize("page", ["", "totp/activate/", "webauthn/", "webauthn/add/", "recovery-codes/generate/"])
def test_the_pages_of_the_second_factor_open(cast, client, page):
    sign_in(client, "lin")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.get(f"/accounts/2fa/{page}", follow=True)
    assert response.status_code == 200
    assert "style=" not in response.content.decode()
