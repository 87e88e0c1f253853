"""Check an exported trail without Huiyin: Python's standard library is all it takes.

    huiyin verify --export trail.jsonl              (on the machine that keeps the records)
    python check_trail.py trail.jsonl [--head DIGEST] [--language zh|en]

Recomputes every event's hash, every record's chain, every seal, and where each record stands. With --head it also
looks for a seal's digest that was noted elsewhere earlier: when it is missing, the trail was made anew since.
Ends with 0 when all holds, 1 when something does not, 2 when the file cannot be read. The format is described in
`huiyin/kernel/exporting.py`; this program shares no line of code with it.
"""

import argparse
import hashlib
import json
import sys

SENTENCES = {
    "changed": (
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
    "astray": (
        "{number} is not where its trail ends, or has no trail.",
        "{number} 的现状与其审计追踪的终点不符，或没有审计追踪。",
    ),
    "orphan": ("Record {record} has a trail but is not there.", "记录 {record} 有审计追踪，但记录本身已不存在。"),
    "seal": (
        "Seal {seal} (events {first} to {last}, {count} of them) does not match the events that are there.",
        "封印 {seal}（事件 {first} 至 {last}，共 {count} 个）与现有事件不符。",
    ),
    "seal_unlinked": (
        "Seal {seal} does not follow from the seal before it.",
        "封印 {seal} 与前一个封印不衔接。",
    ),
    "head": (
        "No seal has the digest {head}: the trail was made anew after it was noted.",
        "没有摘要为 {head} 的封印：记下该摘要之后，审计追踪被重做过。",
    ),
    "sound": (
        "Sound: {events} events of {records} records under {seals} seals; {open} not yet sealed. Newest seal: {head}",
        "完好：{records} 份记录的 {events} 条事件，{seals} 个封印；未封 {open} 条。最新封印：{head}",
    ),
    "unreadable": ("Line {line} cannot be read: {why}", "第 {line} 行读不出：{why}"),
}


class Checker:
    """Reads the lines one by one; remembers of each record only its end, of the seals only the last."""

    def __init__(self, language: str, head: str) -> None:
        self.zh, self.head = language == "zh", head
        self.faults = self.events = self.records = self.seals = 0
        self.ends: dict[int, tuple[int, str, str, int]] = {}
        self.waiting: list[tuple[int, int, int, str]] = []
        self.newest = ""
        self.met_head = not head

    def say(self, kind: str, **words: object) -> None:
        """One sentence; everything but the last is a fault."""
        self.faults += kind != "sound"
        print(SENTENCES[kind][self.zh].format(**words))

    def take(self, line: dict) -> None:
        """One line of the export. Raises KeyError, TypeError or ValueError when it is not one."""
        if "event" in line:
            self.event(line)
        elif "seal" in line:
            self.seal(line)
        elif "record" in line:
            self.record(line)
        elif line.get("huiyin") != "trail" or line.get("edition") != 1:
            raise ValueError("not a trail of edition 1")

    def event(self, line: dict) -> None:
        """Its own hash, and how it follows from the record's one before."""
        row, event, number = line["row"], line["event"], line["number"]
        record, seq = row["record_id"], row["seq"]
        last_seq, last_hash, _state, _version = self.ends.get(record, (0, "", "", 0))
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        found = hashlib.sha256(f"{line['previous']}\n{text}".encode()).hexdigest()
        words = {"number": number, "event": event, "seq": seq, "expected": last_seq + 1}
        if seq > last_seq + 1:
            self.say("gap", **words)
        elif line["previous"] != last_hash or seq <= last_seq:
            self.say("unlinked", **words)
        elif found != line["hash"]:
            self.say("changed", **words)
        self.ends[record] = (seq, line["hash"], row["state_after"], row["version"])
        self.waiting.append((event, record, seq, line["hash"]))
        self.events += 1

    def seal(self, line: dict) -> None:
        """Its digest over the events since the seal before it, and how it follows from that one."""
        self.seals += 1
        if line["previous"] != self.newest:
            self.say("seal_unlinked", **line)
        digest = hashlib.sha256(f"{line['previous']}\n".encode())
        for row in self.waiting:
            digest.update("{} {} {} {}\n".format(*row).encode())
        digest.update("{first} {last} {count} {at}\n".format(**line).encode())
        if digest.hexdigest() != line["digest"] or len(self.waiting) != line["count"]:
            self.say("seal", **line)
        self.waiting.clear()
        self.newest = line["digest"]
        self.met_head = self.met_head or line["digest"] == self.head

    def record(self, line: dict) -> None:
        """Whether it stands where its trail ends."""
        self.records += 1
        end = self.ends.pop(line["record"], None)
        if end is None or end[2:] != (line["state"], line["version"]):
            self.say("astray", **line)

    def end(self) -> int:
        """The last look; gives the exit code."""
        for record in self.ends:
            self.say("orphan", record=record)
        if not self.met_head:
            self.say("head", head=self.head)
        if not self.faults:
            self.say(
                "sound", events=self.events, records=self.records, seals=self.seals, open=len(self.waiting),
                head=self.newest or "–",
            )  # fmt: skip
        return 1 if self.faults else 0


def main() -> int:
    """See the top of this file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", help="what `huiyin verify --export` wrote; - for standard input")
    parser.add_argument("--head", default="", help="the digest of a seal, noted earlier")
    parser.add_argument("--language", choices=["en", "zh"], default="en")
    given = parser.parse_args()
    checker, number = Checker(given.language, given.head), 0
    try:
        with open(0 if given.file == "-" else given.file, encoding="utf-8", newline="\n") as lines:
            for line in lines:
                number += 1
                checker.take(json.loads(line))
    except (OSError, KeyError, TypeError, ValueError) as why:
        checker.say("unreadable", line=number, why=f"{type(why).__name__}: {why}")
        return 2
    return checker.end()


if __name__ == "__main__":
    sys.exit(main())
