"""Papers for the records: small pictures, measuring reports and letters, made here so that none is anybody's."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from functools import cache
from random import Random

from huiyin.demo.telling import Telling

WIDE, HIGH = 200, 150
PICTURES = 8
"""How many different flaws there are pictures of: drawing one takes a while."""


def paper(telling: Telling, kind: str, count: int, number: str, at: dt.datetime) -> tuple[str, bytes]:
    """A file's name and bytes: ``letter``, ``picture``, ``report`` or ``readings``; by turns when none is named."""
    kind = kind or ("picture", "report", "readings")[(int(number[-1]) + count) % 3]
    rng = Random(f"{number}:{kind}:{count}")
    lot = telling.supply.lot
    if kind == "picture":
        return f"不良品照片-{lot}-{count + 1}.png", picture(rng.randrange(PICTURES))
    if kind == "report":
        return f"检验报告-{lot}.pdf", report(telling, number, at)
    if kind == "readings":
        return f"测量数据-{lot}.csv", readings(telling, rng)
    return f"客户来函-{at:%Y%m%d}.txt", letter(telling, at)


def letter(telling: Telling, at: dt.datetime) -> bytes:
    """What the customer wrote, as a text file."""
    name = telling.contact.name if telling.contact else telling.facts["customer"]
    parts = (telling.words("title"), telling.words("what"), telling.words("remedy"), f"{name}\n{at:%Y-%m-%d}\n")
    return "\n\n".join(parts).encode()


def readings(telling: Telling, rng: Random) -> bytes:
    """Thirty readings around a nominal value, a few of them outside."""
    nominal = rng.choice((1.6, 2.0, 3.2, 5.5, 17.0, 20.0, 25.0, 30.0))
    rows = [f"批号,{telling.supply.lot}", "序号,实测 mm,偏差 mm,判定"]
    for one in range(1, 31):
        off = rng.gauss(0.004, 0.004)
        rows.append(f"{one},{nominal + off:.4f},{off:+.4f},{'OK' if abs(off) <= 0.008 else 'NG'}")
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode()


@cache
def picture(which: int) -> bytes:
    """A grey photograph of a ring with a flaw, as PNG; ``which`` says where the flaw is."""
    rng = Random(f"picture:{which}")
    flaw = (rng.randint(50, WIDE - 50), rng.randint(40, HIGH - 40), rng.randint(5, 16))
    lines = bytearray()
    for y in range(HIGH):
        lines.append(0)
        for x in range(WIDE):
            lines.append(_grey(x, y, flaw))
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(lines), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _grey(x: int, y: int, flaw: tuple[int, int, int]) -> int:
    away = ((x - WIDE / 2) ** 2 + (y - HIGH / 2) ** 2) ** 0.5
    if (x - flaw[0]) ** 2 + (y - flaw[1]) ** 2 < flaw[2] ** 2:
        return 48
    shade = 168 + (x + 2 * y) % 9 if 36 < away < 62 else 226 - y // 8
    return shade - 60 if abs(away - 36) < 1.5 or abs(away - 62) < 1.5 else shade


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def report(telling: Telling, number: str, at: dt.datetime) -> bytes:
    """One page as PDF, in letters every reader has."""
    lines = [
        "Henggu Precision Bearing & Wire - inspection report", f"Record {number}    {at:%Y-%m-%d}",
        f"Part {telling.supply.product.code}    lot {telling.supply.lot}    quantity {telling.quantity}",
        f"Defective {telling.defects}", "Method: visual and dimensional, level II, AQL 0.65",
        "Result: not accepted. See attached readings.",
    ]  # fmt: skip
    drawn = "".join(f"({_escaped(line)}) Tj 0 -22 Td " for line in lines)
    stream = f"BT /F1 12 Tf 60 780 Td {drawn}ET".encode("latin-1", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    return _pdf(objects)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(objects: tuple[bytes, ...]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
