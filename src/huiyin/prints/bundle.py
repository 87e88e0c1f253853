"""A folder of files as a ZIP, written piece by piece, with the SHA-256 of each in a list at its end."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

MANIFEST = "MANIFEST.sha256"
BLOCK = 1 << 20
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


class Bundle:
    """Files under one folder. No file is ever held in memory as a whole, but what is given as bytes."""

    def __init__(self, target: IO[bytes], folder: str, *, at: dt.datetime) -> None:
        self.folder, self.sums = fit(folder), {}  # type: str, dict[str, str]
        self._zip = zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED)
        self._moment = at.timetuple()[:6]

    def free(self, name: str) -> str:
        """``name``, or with a number behind its stem when a file of that name is there (capitals do not tell apart)."""
        taken = {one.casefold() for one in self.sums}
        stem, dot, ending = name.rpartition(".")
        if not dot or "/" in ending:
            stem, dot, ending = name, "", ""
        place, found = 1, name
        while found.casefold() in taken:
            place += 1
            found = f"{stem} ({place}){dot}{ending}"
        return found

    def put(self, name: str, content: bytes) -> None:
        """A file from memory."""
        self.pieces(name, [content])

    def lines(self, name: str, texts: Iterable[str]) -> None:
        """A file of lines, each ended by a line feed."""
        self.pieces(name, (f"{text}\n".encode() for text in texts))

    def copy(self, name: str, path: Path) -> None:
        """A file from the disk. Raises OSError when it is not there."""
        with path.open("rb") as file:
            self.pieces(name, iter(lambda: file.read(BLOCK), b""))

    def pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """A file, piece by piece."""
        total = hashlib.sha256()
        with self._zip.open(self._entry(name), "w", force_zip64=True) as file:
            for piece in pieces:
                total.update(piece)
                file.write(piece)
        self.sums[name] = total.hexdigest()

    def close(self) -> str:
        """Write the list of checksums; gives its own digest."""
        listed = "".join(f"{total}  {name}\n" for name, total in self.sums.items()).encode()
        self._zip.writestr(self._entry(MANIFEST), listed)
        self._zip.close()
        return hashlib.sha256(listed).hexdigest()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self.folder}/{name}", date_time=self._moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry


def fit(name: Any) -> str:
    """A name every disk takes: no slash, no sign a system forbids."""
    return _UNFIT.sub("_", str(name)).strip(" .") or "_"
