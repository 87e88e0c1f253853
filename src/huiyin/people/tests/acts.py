"""What the tests of keepers' deeds share: the acts written down, and a refusal that wrote none."""

import pytest
from django.utils import translation

from huiyin.base.errors import Refused
from huiyin.people.models import PeopleChange
from tests.cast import AT

NO_KEEPER = "Only whoever keeps persons and units may do this."
UNSEEN = "The text holds a character nobody can see and no form can carry. Paste it as plain text."


def acts():
    """Every act, in order: deed, subject, who, changes."""
    return list(PeopleChange.objects.order_by("pk").values_list("deed", "subject", "by__username", "changes"))


def refused(deed, *args, **kwargs):
    """The sentence (or sentences by field) a deed is refused with, in English; proves that it wrote no act."""
    before = PeopleChange.objects.count()
    with translation.override("en"):
        with pytest.raises(Refused) as caught:
            deed(*args, **kwargs, at=AT)
        said = {name: str(text) for name, text in getattr(caught.value, "errors", {}).items()} or str(caught.value)
    assert PeopleChange.objects.count() == before
    return said
