"""Which column is which field: by the procedure's own words, the room's synonyms, and words common to all registers."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from huiyin.base.text import fold
from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.registry import RecordType
from huiyin.packs.shape import Label, Procedure

OWN = {
    "number": _("Number"),
    "opened_at": _("Registered on"),
    "closed_at": _("Date of closing"),
    "state": _("Open or closed"),
}
"""What a row says that no field of a form takes."""
COMMON = {
    "number": "ID|Complaint ID|投诉ID|记录编号|流水号|台账编号|檔案編號",
    "opened_at": "登记日期|登记时间|录入日期|录入时间|建档日期|登記日期|錄入日期|Registered|Registered on|Entered on",
    "closed_at": "结案日期|关闭日期|完结日期|办结日期|結案日期|Closed on|Date closed|Closed at|Resolved on",
    "state": "状态|处理状态|进度|处理进度|是否结案|结案状态|当前状态|狀態|處理狀態|是否結案|Status|Progress|Closed?",
    "received_at": "Datetime|Date and time|投诉日|来电时间|来电日期|Submitted|Timestamp",
    "customer": "单位名称|投诉品牌|品牌名称|甲方|购货单位|Company name|Organisation",
    "product": "车系|车型|机型|型号规格|产品类别|Car model|Vehicle model",
    "what_happened": "Desc|问题简述|简述|故障描述|事件经过|投诉详情|反馈内容|Summary|Consumer complaint narrative|Text",
    "content": "Desc|评价|评论|留言|问题简述|简述|投诉内容|Review|Text",
    "complainant": "姓名|车主|来电人|用户姓名",
    "place": "省份|城市|地区|State|City",
}
"""Beside the room's own; the room's come first."""
FILLED_IN_BY_US = (
    _("What to mend (written by the import)"),
    _("Row in the file (written by the import)"),
)
"""Headings of the workbook of refused rows: when it comes back, these two columns are not asked."""
LANGUAGES = ("zh-hans", "zh-hant", "en")
OPENERS = ("客户", "客戶", "顾客", "投诉", "投訴", "客诉", "客訴", "反馈", "反饋", "complaint", "customer", "feedback")
BRACKETS = re.compile(r"[\s]*[(\[（【〔].*?[)\]）】〕][\s]*")
LONGEST = 8
TRIMMINGS = " *＊:：.。?？#'\"、-—_/"


@dataclass(frozen=True, slots=True)
class Match:
    """A column read as a field; the lower the rank, the closer the words."""

    rank: int
    place: int
    field: str


class Names:
    """Every heading one may meet, by field."""

    def __init__(self, procedure: Procedure, record_type: RecordType, specs: Mapping[str, FieldSpec]) -> None:
        self.known: dict[str, list[tuple[int, str]]] = {}
        targets = {*specs, *OWN}
        for field, rank, text in _texts(procedure, record_type, specs):
            if field in targets and (key := plain(text)):
                self.known.setdefault(key, []).append((rank, field))

    def knows(self, heading: str) -> bool:
        """Whether a heading is one we have heard of."""
        return any(True for _one in self._fields(heading))

    def fields(self, heading: str) -> set[str]:
        """Every field a heading may mean."""
        return {field for _rank, field in self._fields(heading)}

    def match(self, names: Iterable[str], taken: Iterable[str], wrong: Container[tuple[int, str]]) -> dict[int, str]:
        """A field for each column it can be told of, closest words first; each field once, none of ``taken``.

        ``wrong`` are pairs of column and field that were tried and did not fit.
        """
        found = [
            Match(rank, place, field)
            for place, name in enumerate(names)
            if name
            for rank, field in self._fields(name)
            if (place, field) not in wrong
        ]
        fields = set(taken)
        places: dict[int, str] = {}
        for one in sorted(found, key=lambda match: (match.rank, match.place)):
            if one.field not in fields and one.place not in places:
                places[one.place] = one.field
                fields.add(one.field)
        return places

    def _fields(self, heading: str) -> Iterator[tuple[int, str]]:
        """Ranks and fields of a heading: as it stands, then its parts, then without the word it opens with."""
        for step, text in enumerate(_ways(heading)):
            for rank, field in self.known.get(text, ()):
                yield step * 1_000 + rank, field


def _texts(
    procedure: Procedure, record_type: RecordType, specs: Mapping[str, FieldSpec]
) -> Iterator[tuple[str, int, str]]:
    """Each text that names a field, with its rank: the firm's own words, the register's, then synonyms in order."""
    for name, spec in specs.items():
        if spec.kind == "drawing":
            continue  # strokes stand in no register
        yield name, 0, name
        for text in in_every_language(spec.label):
            yield name, 0, text
    for column in procedure.ledger.columns:
        field = column.name.removesuffix("__name")
        if field == "title" and record_type.title_from:
            field = record_type.title_from  # a paper has one column for it; the subject is taken from its beginning
        for text in in_every_language(column.label):
            yield field, 0, text
    for name, label in OWN.items():
        if name != "state":  # in English, a part of a country as often as not
            yield name, 1, name
        for text in in_every_language(label):
            yield name, 50, text
    for name, synonyms in record_type.headings.items():
        for rank, text in enumerate(synonyms, 2):
            yield name, rank, text
    for name, listed in COMMON.items():
        for rank, text in enumerate(listed.split("|"), 100):
            yield name, rank, text


def in_every_language(label: object) -> list[str]:
    """What a label says in each language of the program."""
    if isinstance(label, Label):
        return [text for text in (label.zh, label.hant, label.en) if text]
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(label))
    return list(dict.fromkeys(found))


def plain(heading: str) -> str:
    """A heading as it is compared: width, case, blanks, line breaks and trimmings do not matter."""
    return fold(heading.replace("_", " ")).replace(" ", "").strip(TRIMMINGS.replace(" ", ""))


def _ways(heading: str) -> Iterator[str]:
    whole = plain(heading)
    yield whole
    bare = plain(BRACKETS.sub(" ", heading))
    yield bare if bare != whole else ""
    parts = [plain(part) for part in re.split(r" / |[／/]|\n", heading)]
    yield parts[-1] if len(parts) > 1 else ""
    yield parts[0] if len(parts) > 1 else ""
    opener = next((one for one in OPENERS if bare.startswith(one) and bare != one), "")
    yield bare.removeprefix(opener) if opener else ""
    if not bare.isascii() and len(bare) <= LONGEST:  # 评价内容, 登记部门: what it is stands last in Chinese
        yield from (bare[start:] for start in range(1, len(bare) - 1))


def is_ours(name: str) -> bool:
    """Whether a column was added by the import itself."""
    return plain(name) in {plain(text) for one in FILLED_IN_BY_US for text in in_every_language(one)}
