"""Keys for programs: shown once, found by digest, ended at once."""

from datetime import timedelta

import pytest
from django.utils import translation

from huiyin.base.errors import Invalid, Refused
from huiyin.people.models import ApiToken, PeopleChange
from huiyin.people.tokens import digest, end_token, make_token, verify
from tests.cast import AT


def test_a_key_opens_and_only_its_digest_is_kept(cast):
    token, secret = make_token(cast.lin, cast.lin, "ERP", at=AT)
    assert secret.startswith("hy_")
    assert len(secret) == 46
    assert list(ApiToken.objects.values_list("person__username", "label", "digest")) == [("lin", "ERP", digest(secret))]
    assert verify(secret, at=AT) == token
    assert verify(secret, at=AT).person == cast.lin
    assert list(PeopleChange.objects.values_list("deed", "subject", "by__username", "changes")) == [
        ("make_token", f"token:{token.pk}", "lin", {"person": ["", "lin"], "label": ["", "ERP"]})
    ]


def test_it_expires_to_the_second(cast):
    _token, secret = make_token(cast.bai, cast.lin, "ERP", expires_at=AT + timedelta(hours=1), at=AT)
    assert verify(secret, at=AT + timedelta(minutes=59, seconds=59)) is not None
    assert verify(secret, at=AT + timedelta(hours=1)) is None


def test_an_ended_key_opens_nothing(cast):
    token, secret = make_token(cast.lin, cast.lin, "ERP", at=AT)
    with pytest.raises(Refused):
        end_token(cast.mei, token, at=AT)
    assert verify(secret, at=AT) is not None
    end_token(cast.bai, token, at=AT)
    assert verify(secret, at=AT) is None
    with pytest.raises(Refused) as caught:
        end_token(cast.bai, token, at=AT)
    assert caught.value.status == 409


def test_a_key_of_someone_who_left_opens_nothing(cast):
    _token, secret = make_token(cast.lin, cast.lin, "ERP", at=AT)
    cast.lin.is_active = False
    cast.lin.save()
    assert verify(secret, at=AT) is None


@pytest.mark.parametrize(
    "secret",
    [None, "", "hy_", "hy_wrong", "Bearer hy_x", "hy_\x00", "hy_\ud800", b"hy_x", 7, "hy_" + "x" * 10_000, "密"],
)
def test_nonsense_opens_nothing(cast, secret):
    make_token(cast.lin, cast.lin, "ERP", at=AT)
    assert verify(secret, at=AT) is None


@pytest.mark.parametrize(
    ("label", "expires", "errors"),
    [
        ("", None, {"label": "This must be filled in."}),
        ("x" * 81, None, {"label": "This is 81 characters long; at most 80 fit. Shorten it."}),
        ("ERP", timedelta(0), {"expires_at": "The key would have ended before it begins."}),
    ],
)
def test_a_bad_key_is_refused_in_words(cast, label, expires, errors):
    with translation.override("en"), pytest.raises(Invalid) as caught:
        make_token(cast.lin, cast.lin, label, expires_at=None if expires is None else AT + expires, at=AT)
    assert caught.value.errors == errors
    assert not ApiToken.objects.exists()
    assert not PeopleChange.objects.exists()
