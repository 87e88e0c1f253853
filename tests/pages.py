"""Pages as a reader sees them and as a browser would send them back: the words, the buttons, the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

SILENT = {"script", "style", "template", "head"}
VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path"}


@dataclass
class Form:
    """One form: where it goes, and its fields as they stand (several values of one name in a list)."""

    action: str
    id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        """One more value under a name."""
        self.fields.setdefault(name, []).append(value)

    def filled(self, **over: Any) -> dict[str, Any]:
        """What a browser would send after someone typed `over`; `None` leaves a field out, `__` stands for a dash."""
        sent = dict(self.fields)
        for name, value in over.items():
            name = name.replace("__", "-")
            if value is None:
                sent.pop(name, None)
            else:
                sent[name] = value if isinstance(value, list) else [value]
        return sent


class Read(HTMLParser):
    """What a page holds: its visible words, its forms, its closed buttons with what describes them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.closed: list[tuple[str, str]] = []  # (label, id of its reason)
        self.links: list[str] = []
        self.by_id: dict[str, list[str]] = {}
        self._silent = 0
        self._stack: list[tuple[str, str]] = []
        self._select: tuple[str, bool] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._closed: tuple[str, list[str]] | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        """All visible words, one blank between them."""
        return " ".join(" ".join(self.words).split())

    def said_in(self, key: str) -> str:
        """The words inside the element of that id."""
        return " ".join(" ".join(self.by_id.get(key, ())).split())

    def form(self, ending: str) -> Form:
        """The form whose address ends so. Raises StopIteration when the page has none."""
        return next(one for one in self.forms if one.action.partition("?")[0].endswith(ending))

    # --- the parser's own --------------------------------------------------------------------------------------------
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._stack.append((tag, given.get("id", "")))
            self._silent += tag in SILENT
        if self._silent:
            return
        match tag:
            case "form":
                self.forms.append(Form(given.get("action", ""), given.get("id", "")))
            case "a" if "href" in given:
                self.links.append(given["href"])
            case "input":
                self._input(given)
            case "select":
                self._select = (given.get("name", ""), False)
            case "option":
                self._option(given)
            case "textarea":
                self._area = (given.get("name", ""), [])
            case "button":
                self._button(given)

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if not name or not self.forms or "disabled" in given or kind == "file":
            return
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        self.forms[-1].put(name, given.get("value", ""))

    def _option(self, given: dict[str, str]) -> None:
        if self._select is None or not self.forms:
            return
        name, chosen = self._select
        fields = self.forms[-1].fields
        if "selected" in given or (not chosen and name not in fields):
            fields[name] = [given.get("value", "")]
            self._select = (name, "selected" in given)

    def _button(self, given: dict[str, str]) -> None:
        if given.get("aria-disabled") == "true":
            self._closed = (given.get("aria-describedby", ""), [])
        elif self.forms and given.get("name"):
            self.forms[-1].buttons.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open inside it."""
        if tag == "textarea" and self._area and self.forms:
            text = "".join(self._area[1])
            self.forms[-1].put(self._area[0], text.removeprefix("\n"))
            self._area = None
        if tag == "button" and self._closed:
            self.closed.append(("".join(self._closed[1]).strip(), self._closed[0]))
            self._closed = None
        if tag in (name for name, _key in self._stack):
            while True:
                name, _key = self._stack.pop()
                self._silent -= name in SILENT
                if name == tag:
                    break

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if self._silent:
            return
        if self._area:
            self._area[1].append(data)
        if self._closed:
            self._closed[1].append(data)
        self.words.append(data)
        for _tag, key in self._stack:
            if key:
                self.by_id.setdefault(key, []).append(data)


def codes_in(text: str, codes: set[str]) -> Iterator[str]:
    """Codes of a procedure that stand among the words as they are: what no reader should ever see."""
    said = set(re.findall(r"[A-Za-z][A-Za-z0-9_]+", text))
    yield from sorted(said & codes)
