"""A file is what its name says, or it is not taken; the sentence says what it is and how to mend it."""

import io
import zipfile

import openpyxl
import pytest
from django.utils.translation import override

from huiyin.kernel.errors import Refused
from huiyin.kernel.filetypes import INLINE, TYPES, look


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in English."""
    with override("en"):
        yield


def zipped(*names, first=b"x"):
    """A ZIP file holding these names; the first one with ``first`` in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for place, name in enumerate(names):
            archive.writestr(name, b"x" if place else first)
    return file.getvalue()


def ole(stream):
    """The beginnings of an old office file with one stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + f"{stream}\0".encode("utf-16-le") + b"\0" * 100


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF"
PDF = b"%PDF-1.7\n1 0 obj"
DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
MAIL = b"Received: from a by b\r\n with smtp\r\nFrom: wang@x.cn\r\nSubject: x\r\n\r\nText\r\n"
TRUE = [
    ("a.png", PNG), ("a.jpg", JPG), ("A.JPEG", JPG), ("a.gif", b"GIF89a\1\0"), ("a.webp", b"RIFF\1\0\0\0WEBPVP8 "),
    ("a.bmp", b"BM\x0a\0\0\0abcd"), ("a.tif", b"II*\0abc"), ("a.tiff", b"MM\0*abc"),
    ("a.heic", b"\0\0\0\x18ftypheic\0\0"), ("a.mp4", b"\0\0\0\x18ftypisom\0\0"), ("a.mov", b"\0\0\0\x14ftypqt  \0\0"),
    ("a.pdf", PDF), ("b.pdf", b"\xef\xbb\xbf\r\n" + PDF), ("a.docx", DOCX), ("a.xlsx", XLSX),
    ("a.pptx", zipped("[Content_Types].xml", "ppt/presentation.xml")), ("a.ofd", zipped("OFD.xml", "Doc_0/x.xml")),
    ("a.odt", zipped("mimetype", "content.xml", first=b"application/vnd.oasis.opendocument.text")),
    ("a.ods", zipped("mimetype", "content.xml", first=b"application/vnd.oasis.opendocument.spreadsheet")),
    ("a.doc", ole("WordDocument")), ("a.xls", ole("Workbook")), ("b.xls", ole("Book")), ("a.wps", ole("WordDocument")),
    ("a.et", ole("Workbook")), ("a.ppt", ole("PowerPoint Document")), ("a.msg", ole("__properties_version1.0")),
    ("a.txt", "漏油".encode()), ("b.txt", "漏油，请处理".encode("gb18030")), ("c.txt", "漏油".encode("utf-16")),
    ("d.txt", "\ufeff漏油\r\n\t1".encode()), ("a.csv", b"a;b\r\n1;2"), ("a.eml", MAIL), ("e.txt", MAIL),
    ("a.zip", zipped("照片/a.jpg", "b.pdf", "notes")), ("empty.zip", zipped()),
]  # fmt: skip


def seen(name, content):
    return look(io.BytesIO(content), len(content), name)


@pytest.mark.parametrize(("name", "content"), TRUE, ids=[name for name, _ in TRUE])
def test_a_true_file_is_taken(name, content):
    found = seen(name, content)
    assert found.ending == name.rpartition(".")[2].lower()
    assert found.media_type == TYPES[found.ending]


LIES = [
    ("a.png", JPG, "inside it is JPG. If that is right, call it “a.jpg”."),
    ("漏油.jpg", b"RIFF\1\0\0\0WEBPVP8 ", "inside it is WEBP. If that is right, call it “漏油.webp”."),
    ("a.pdf", b"MZ\x90\0", "inside it is something else."),
    ("a.txt", b"MZ\x90\0", "inside it is something else."),
    ("a.txt", b"\x7fELF\2", "inside it is something else."),
    ("a.txt", b"#!/bin/sh\nrm", "inside it is something else."),
    ("a.csv", b"a\0b", "inside it is something else."),
    ("a.txt", b"\x81\x30\x81", "inside it is something else."),
    ("a.txt", PDF, "inside it is PDF."),
    ("a.eml", b"no letter at all", "inside it is TXT."),
    ("a.docx", XLSX, "inside it is XLSX."),
    ("a.docx", zipped("a.txt"), "inside it is ZIP."),
    ("a.zip", DOCX, "inside it is DOCX."),
    ("a.doc", ole("Workbook"), "inside it is XLS."),
    ("a.xls", DOCX, "inside it is DOCX."),
    ("a.png", b"<svg onload=alert(1)>", "inside it is TXT."),
    ("a.jpg", b"Rar!\x1a\x07\0", "inside it is something else."),
    ("a.bmp", b"BM is how this text begins", "inside it is TXT."),
    ("a.png", b"\0" * 100, "inside it is something else."),
]


@pytest.mark.parametrize(("name", "content", "end"), LIES)
def test_a_file_that_lies_is_refused(name, content, end):
    with pytest.raises(Refused) as refused:
        seen(name, content)
    assert str(refused.value).startswith(f"“{name}” is not what its name says: {end}")
    assert refused.value.status == 422


@pytest.mark.parametrize(
    "name", ["a.exe", "a.svg", "a.html", "a.docm", "a.rar", "a.7z", "a.js", "a", "a.", ".png.exe", "a.pdf.lnk"]
)
def test_a_type_not_allowed_is_refused(name):
    with pytest.raises(Refused) as refused:
        seen(name, PNG)
    assert "files of this type are not allowed. These are: bmp, csv, doc, docx," in str(refused.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped("a.jpg", "setup.EXE"), "it holds “setup.EXE”, a program"),
        (zipped("a/b/run.bat "), "it holds “a/b/run.bat ”, a program"),
        (zipped("inner.zip"), "it holds “inner.zip”, a program, a page with scripts or another archive"),
        (zipped("page.html"), "it holds “page.html”"),
        (zipped("x.xlsm"), "it holds “x.xlsm”"),
        (b"PK\x03\x04 torn", "is damaged: it cannot be opened"),
        (zipped(*(str(n) for n in range(5001))), "holds more than 5000 files"),
    ],
)
def test_a_harmful_or_torn_zip_is_refused(content, sentence):
    with pytest.raises(Refused) as refused:
        seen("a.zip", content)
    assert sentence in str(refused.value)


def test_a_document_with_macros_is_refused():
    with pytest.raises(Refused) as refused:
        seen("a.docx", zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"))
    assert str(refused.value).startswith("“a.docx” holds macros.")


def test_an_empty_file_is_refused():
    with pytest.raises(Refused) as refused:
        seen("a.txt", b"")
    assert str(refused.value) == "“a.txt” is empty."


def test_a_workbook_made_by_a_program_is_taken():
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    assert seen("台账.xlsx", file.getvalue()).ending == "xlsx"


def test_nothing_a_browser_could_run_is_shown_in_it():
    assert {kind.partition("/")[0] for kind in INLINE} == {"image", "application"}
    assert "image/svg+xml" not in TYPES.values()
    assert not any("html" in kind or "xml;" in kind for kind in TYPES.values())
