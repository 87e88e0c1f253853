"""Guests on their way through the house: what a booking says, and the deeds that bring it on."""

import datetime as dt

from huiyin.records.reception.models import Preparation
from tests.cast import AT

BOOKED = AT + dt.timedelta(days=3, hours=1)  # Monday, 10:00
MINUTE = dt.timedelta(minutes=1)
TOPICS = ["profile", "history", "production", "business", "sales", "quality", "people"]


def booking(**over):
    return {
        "customer": "C001", "channel": "phone", "kind": "visit", "purpose": "确认轴承座整改", "booked_for": BOOKED,
        "host": "zhao", "visitors": [{"name": "周敏", "title": "质量工程师"}],
    } | over  # fmt: skip


def ready(record, do):
    rows = [{"id": row.pk, "ready": True} for row in Preparation.objects.filter(record_id=record.pk)]
    return do(record, "prepare", preparations=rows)


def left(record, do, **more):
    return do(record, "see_off", at=BOOKED + dt.timedelta(hours=2), farewell="送至大门并致谢", topics=TOPICS, **more)


def following(served, do, **more):
    record = left(served, do, cooperation_plan="年度框架协议草案")
    return do(record, "reply", at=BOOKED + dt.timedelta(hours=3), reply="已电话说明", reply_channel="phone", **more)
