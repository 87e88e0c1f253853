"""Check a sample taken out of Huiyin for an audit, without Huiyin: Python's standard library is all it takes.

    python check_sample.py                  (inside the unpacked folder: checks that folder)
    python check_sample.py sample.zip       (or the name of a folder)  [--manifest DIGEST] [--language zh|en]

Looks at every file against MANIFEST.sha256 (none missing, none changed, none added), at every record's trail (each
event's hash, the chain, where it ends), at attachments and procedure texts against what the trail and the sample say,
and at the seals that lie over the events. With --manifest it also compares the digest of the manifest itself with the
one Huiyin noted when the sample was taken. Ends with 0 when all holds, 1 when something does not, 2 when it cannot be
read. It shares no line of code with Huiyin.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from pathlib import Path

MANIFEST, SAMPLE, SEALS = "MANIFEST.sha256", "sample.json", "seals.jsonl"
SENTENCES = {
    "missing": ("{file} is listed and not there.", "{file} 已列入清单，但文件不在。"),
    "changed": ("{file} is not what it was when the sample was taken.", "{file} 与取样时不同。"),
    "added": ("{file} is not in the list: it was added afterwards.", "{file} 不在清单中，是事后加入的。"),
    "twice": ("{file} is there more than once.", "{file} 出现不止一次。"),
    "manifest": (
        "The list of checksums is another one: its digest is {found}.",
        "校验清单已不是原来那一份，其摘要为 {found}。",
    ),
    "event": (
        "{number}: event {event} (no. {seq}) was changed after it was written.",
        "{number}：事件 {event}（第 {seq} 条）写入后被改动。",
    ),
    "gap": (
        "{number}: event no. {expected} is missing before event {event}.",
        "{number}：缺第 {expected} 条，应在事件 {event} 之前。",
    ),
    "unlinked": (
        "{number}: event {event} (no. {seq}) does not follow from the one before it.",
        "{number}：事件 {event}（第 {seq} 条）与前一条不衔接。",
    ),
    "astray": ("{number} is not where its trail ends.", "{number} 的现状与其审计追踪的终点不符。"),
    "other": ("{number}: the trail in {file} is another record's.", "{number}：{file} 是另一份记录的审计追踪。"),
    "no_trail": ("{number}: there is no trail.", "{number}：没有审计追踪。"),
    "paper": ("{number}: “{name}” is not the file its trail speaks of.", "{number}：附件“{name}”与审计追踪所记不符。"),
    "no_paper": (
        "{number}: “{name}” is in the trail and not in the sample.",
        "{number}：审计追踪中的附件“{name}”不在样本内。",
    ),
    "procedure": ("The text of {file} is not the one that was adopted.", "{file} 不是当时采用的程序文本。"),
    "seal": ("Seal {seal} does not match the events it lies over.", "封印 {seal} 与其所覆盖的事件不符。"),
    "unsealed": (
        "{number}: event {event} is not the one under seal {seal}.",
        "{number}：事件 {event} 与封印 {seal} 下的不同。",
    ),
    "unreadable": ("{file} cannot be read: {why}", "{file} 读不出：{why}"),
    "left": (
        "Note: {count} events lie under seals too large to be taken along; `huiyin verify` checks them.",
        "注：{count} 条事件所在的封印过大，未随样本带出，可用 huiyin verify 核对。",
    ),
    "withheld": (
        "Note: {count} events are shown without personal data; chain and seals hold them, their own hash cannot be"
        " taken again.",
        "注：{count} 条事件隐去了个人信息，由链和封印保证，无法单独重算其哈希。",
    ),
    "unseen": (
        "Note: {count} attachments were left out with the personal data; the trails name their SHA-256.",
        "注：{count} 个附件随个人信息一并略去，审计追踪中有其 SHA-256。",
    ),
    "open": (
        "Note: {count} events were not yet sealed when the sample was taken.",
        "注：取样时有 {count} 条事件尚未加封。",
    ),
    "sound": (
        "Sound: {files} files, {records} records, {events} events, {papers} attachments, {seals} seals.\n"
        "Digest of the list of checksums, to be compared with the one Huiyin noted: {digest}",
        "完好：{files} 个文件，{records} 份记录，{events} 条事件，{papers} 个附件，{seals} 个封印。\n"
        "校验清单的摘要（可与 Huiyin 中所记核对）：{digest}",
    ),
}
REMARKS = ("left", "withheld", "unseen", "open", "sound")


class Folder:
    """The sample as named files, out of a ZIP or off the disk."""

    def __init__(self, place: str) -> None:
        self.zip = zipfile.ZipFile(place) if zipfile.is_zipfile(place) else None
        self.root = Path(place)
        if self.zip:
            entries = [one for one in self.zip.namelist() if not one.endswith("/")]
            top = entries[0].partition("/")[0] + "/" if entries else ""
            self.where = [(one.removeprefix(top), one) for one in entries]
        else:
            found = (one for one in self.root.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
            self.where = [(one.relative_to(self.root).as_posix(), str(one)) for one in sorted(found)]

    def names(self) -> list:
        """Every file's name inside the sample, as often as it is there."""
        return [name for name, _place in self.where]

    def open(self, name: str):
        """A file's bytes, to be read. Raises KeyError when there is none."""
        place = dict(self.where)[name]
        return self.zip.open(place) if self.zip else open(place, "rb")

    def lines(self, name: str):
        """A file's lines as JSON."""
        with self.open(name) as file:
            for line in file:
                yield json.loads(line)


def digest_of(folder: Folder, name: str) -> str:
    """SHA-256 of a file, a little at a time."""
    total = hashlib.sha256()
    with folder.open(name) as file:
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()


class Checker:
    """Says what it finds; counts what does not hold."""

    def __init__(self, folder: Folder, language: str, manifest: str) -> None:
        self.folder, self.zh, self.noted = folder, language == "zh", manifest
        self.faults = self.event_count = self.papers = self.seals = self.left = self.sealed = 0
        self.withheld = self.unseen = 0
        self.veiled = False
        self.sums: dict = {}
        self.events: dict = {}

    def say(self, kind: str, **words: object) -> None:
        """One sentence; what is no remark is a fault."""
        self.faults += kind not in REMARKS
        print(SENTENCES[kind][self.zh].format(**words))

    def run(self) -> int:
        """Everything, in order; gives the exit code."""
        listed, digest = self.files()
        with self.folder.open(SAMPLE) as file:
            sample = json.load(file)
        self.veiled = sample.get("personal") == "left_out"
        for record in sample["records"]:
            self.record(record)
        for one in sample["procedures"]:
            if self.sum(one["file"]) != one["fingerprint"]:
                self.say("procedure", file=one["file"])
        if SEALS in self.folder.names():
            self.under_seals()
        self.end(len(listed), len(sample["records"]), digest)
        return 1 if self.faults else 0

    def end(self, files: int, records: int, digest: str) -> None:
        """What is to be said last."""
        for kind, count in (("left", self.left), ("withheld", self.withheld), ("unseen", self.unseen)):
            if count:
                self.say(kind, count=count)
        bare = self.event_count - self.sealed - self.left
        if bare > 0:
            self.say("open", count=bare)
        if not self.faults:
            self.say(
                "sound", files=files, records=records, events=self.event_count, papers=self.papers, seals=self.seals,
                digest=digest,
            )  # fmt: skip

    def sum(self, name: str) -> str:
        """A file's digest, taken once; nothing when it is not there."""
        if name not in self.sums:
            self.sums[name] = digest_of(self.folder, name) if name in self.folder.names() else ""
        return self.sums[name]

    def files(self) -> tuple:
        """Every file against the manifest; gives what it lists and its own digest."""
        digest = digest_of(self.folder, MANIFEST)
        if self.noted and digest != self.noted.lower():
            self.say("manifest", found=digest)
        with self.folder.open(MANIFEST) as file:
            lines = file.read().decode().splitlines()
        listed = {name: total for total, name in (line.split("  ", 1) for line in lines)}
        names = self.folder.names()
        for name, total in listed.items():
            if name not in names:
                self.say("missing", file=name)
            elif self.sum(name) != total:
                self.say("changed", file=name)
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                self.say("twice", file=name)
            if name not in listed and name != MANIFEST:
                self.say("added", file=name)
        return listed, digest

    def record(self, record: dict) -> None:
        """A record's trail from its first event to where it stands, and its papers."""
        number, file = record["number"], f"{record['folder']}/trail.jsonl"
        if file not in self.folder.names():
            self.say("no_trail", number=number)
            return
        head, *lines = self.folder.lines(file)
        if head["record"] != number:
            self.say("other", number=number, file=file)
        end = self.chain(number, lines)
        if end != (record["state"], record["version"]):
            self.say("astray", number=number)
        self.attachments(record, lines)

    def chain(self, number: str, lines: list) -> tuple:
        """Each event's own hash, and how it follows from the one before; gives where the last one left the record."""
        last, before, state, version, owner = 0, "", "", 0, None
        for line in lines:
            row, event = line["row"], line["event"]
            seq = row["seq"]
            text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            found = hashlib.sha256(f"{line['previous']}\n{text}".encode()).hexdigest()
            words = {"number": number, "event": event, "seq": seq, "expected": last + 1}
            if seq > last + 1:
                self.say("gap", **words)
            elif line["previous"] != before or seq <= last or owner not in (None, row["record_id"]):
                self.say("unlinked", **words)
            elif self.veiled and line.get("withheld"):
                self.withheld += 1
            elif found != line["hash"]:
                self.say("event", **words)
            last, before, owner = seq, line["hash"], row["record_id"]
            state, version = row["state_after"], row["version"]
            self.events[event] = (row["record_id"], seq, line["hash"], number)
            self.event_count += 1
        return state, version

    def attachments(self, record: dict, lines: list) -> None:
        """The papers in the sample against those the trail says were given and not withdrawn."""
        told: dict = {}
        for row in (line["row"] for line in lines):
            if row["kind"] == "attached":
                told[row["facts"]["attachment"]] = row["facts"]
            elif row["kind"] == "withdrawn":
                told.pop(row["facts"]["attachment"], None)
        wanted = {(one["name"], one["sha256"]) for one in told.values()}
        for one in record["attachments"]:
            self.papers += 1
            if (one["name"], one["sha256"]) not in wanted or self.sum(one["file"]) != one["sha256"]:
                self.say("paper", number=record["number"], name=one["name"])
        there = {(one["name"], one["sha256"]) for one in record["attachments"]}
        if self.veiled:
            self.unseen += len(wanted - there)
            return
        for name, _total in sorted(wanted - there):
            self.say("no_paper", number=record["number"], name=name)

    def under_seals(self) -> None:
        """Each seal's digest over the events it covers, and the sample's events among them."""
        seal: dict = {}
        covered: list = []
        for line in self.folder.lines(SEALS):
            if "seal" in line:
                self.seal(seal, covered)
                seal, covered = line, []
            else:
                covered += line["covered"]
        self.seal(seal, covered)

    def seal(self, seal: dict, covered: list) -> None:
        """One seal."""
        if not seal:
            return
        if seal.get("left_out"):
            self.left += seal["of_sample"]
            return
        self.seals += 1
        total = hashlib.sha256(f"{seal['previous']}\n".encode())
        for row in covered:
            total.update("{} {} {} {}\n".format(*row).encode())
        total.update("{first} {last} {count} {at}\n".format(**seal).encode())
        if total.hexdigest() != seal["digest"] or len(covered) != seal["count"]:
            self.say("seal", **seal)
        for event, record, seq, found in covered:
            known = self.events.get(event)
            if known:
                self.sealed += 1
                if known[:3] != (record, seq, found):
                    self.say("unsealed", number=known[3], event=event, seal=seal["seal"])


def main() -> int:
    """See the top of this file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("place", nargs="?", default=str(Path(__file__).resolve().parent), help="the ZIP or the folder")
    parser.add_argument("--manifest", default="", help="the digest of the list of checksums, as Huiyin noted it")
    parser.add_argument("--language", choices=["en", "zh"], default="en")
    given = parser.parse_args()
    zh = given.language == "zh"
    try:
        return Checker(Folder(given.place), given.language, given.manifest).run()
    except (OSError, KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as why:
        print(SENTENCES["unreadable"][zh].format(file=given.place, why=f"{type(why).__name__}: {why}"))
        return 2


if __name__ == "__main__":
    sys.exit(main())
