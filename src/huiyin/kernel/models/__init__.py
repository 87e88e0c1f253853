"""What every record has: its life, its trail, its clocks, its signatures, its papers."""

from huiyin.kernel.models.audit import Sample
from huiyin.kernel.models.papers import Attachment, Link
from huiyin.kernel.models.record import Counter, Line, Record
from huiyin.kernel.models.signing import Proposal, Signature
from huiyin.kernel.models.time import Due, Extension, Occurrence, Pause
from huiyin.kernel.models.trail import Event, Seal
from huiyin.kernel.models.work import Draft, Letter, Notice, Part, SavedView, Turn

__all__ = [
    "Attachment", "Counter", "Draft", "Due", "Event", "Extension", "Letter", "Line", "Link", "Notice", "Occurrence",
    "Part", "Pause", "Proposal", "Record", "Sample", "SavedView", "Seal", "Signature", "Turn",
]  # fmt: skip
