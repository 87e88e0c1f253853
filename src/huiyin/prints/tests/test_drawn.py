"""A name drawn by hand on the printed sheet: the picture when there is one, room to sign when there is none."""

import datetime as dt
import subprocess

import pytest
from django.utils import timezone

from huiyin.kernel import policy
from huiyin.prints import press
from huiyin.prints.frame import spoken
from huiyin.prints.sheet import sheet
from tests.cast import AT
from tests.walker import Walker, adopt_pack

NAME = '{"w":600,"h":240,"s":[[40,120,90,60,140,150],[200,80,260,140]]}'
PATH = "M40 120L90 60L140 150M200 80L260 140"


@pytest.mark.django_db
def test_the_paper_bears_the_hand_and_an_unsigned_one_leaves_room(cast):
    adopt_pack("generic/1.0")
    walker = Walker(cast, AT - dt.timedelta(hours=2))
    served = walker.to(walker.open("service"), "served")

    def drawn(record):
        with spoken("zh-hans"):
            said = sheet(record, person=cast.zhao, at=timezone.now())
        cells = [
            cell for part in said["sections"] for one in part["parts"] for row in one.get("cells", ()) for cell in row
        ]
        cell = next(one for one in cells if one["label"] == "客户签名")
        return cell, press.pdf("forms/sheet", said, at=timezone.now())

    blank, _pdf = drawn(served)
    assert (blank["text"], blank["tall"], "svg" in blank) == ("", True, False)
    confirm = next(one for one in policy.procedure_of(served).flow.from_state("served") if one.name == "confirm")
    cell, pdf = drawn(walker.fire(served, confirm, customer_mark=NAME))
    assert PATH in cell["svg"]
    words = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert cell["text"].partition(" · ")[2] in words
