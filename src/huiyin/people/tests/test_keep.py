"""Only keepers keep, and whoever else tries leaves nothing behind."""

import pytest
from django.utils import translation

from huiyin.base.errors import Invalid, Refused
from huiyin.people import keep
from huiyin.people.models import ApiToken, Holding, Person, Unit
from huiyin.people.tests.acts import NO_KEEPER, acts
from huiyin.people.tokens import make_token
from tests.cast import AT

TODAY = AT.date()
KEPT = (Unit, Person, Holding, ApiToken)


@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize(
    "deed",
    [
        lambda cast, by: keep.add_unit(by, {"code": "PUR", "name": "供应科", "parent": "PROD"}, at=AT),
        lambda cast, by: keep.change_unit(by, cast.units["PROD"], {"name": "制造部"}, at=AT),
        lambda cast, by: keep.move_unit(by, cast.units["PROD"], "GMO", at=AT),
        lambda cast, by: keep.close_unit(by, cast.units["FIN"], at=AT),
        lambda cast, by: keep.reopen_unit(by, cast.units["FIN"], at=AT),
        lambda cast, by: keep.add_person(by, {"username": "x", "name": "某"}, at=AT),
        lambda cast, by: keep.change_person(by, cast.mei, {"name": "某"}, at=AT),
        lambda cast, by: keep.deactivate(by, cast.mei, at=AT),
        lambda cast, by: keep.activate(by, cast.mei, at=AT),
        lambda cast, by: keep.reset_password(by, cast.mei, "amber-hill-33", at=AT),
        lambda cast, by: keep.grant(by, cast.wang, "general_manager", since=TODAY, at=AT),
        lambda cast, by: keep.end_holding(by, Holding.objects.first(), until=TODAY, at=AT),
        lambda cast, by: make_token(by, cast.mei, "ERP", at=AT),
    ],
)
@pytest.mark.parametrize("who", ["wang", "hu", "gone"])
def test_only_keepers_keep(cast, who, deed):
    if who == "gone":
        Person.objects.create_user("gone", name="离职", keeper=True, is_active=False)
    rows = [list(model.objects.order_by("pk").values()) for model in KEPT]
    with translation.override("en"), pytest.raises(Refused) as caught:
        deed(cast, cast.again(who))
    assert not isinstance(caught.value, Invalid)
    assert (caught.value.status, str(caught.value)) == (403, NO_KEEPER)
    assert [list(model.objects.order_by("pk").values()) for model in KEPT] == rows
    assert acts() == []
