"""What the frame around every page needs: menu, language, theme, the person.

`frame` is lazy: a fragment that does not draw the frame asks the database for nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from huiyin.kernel import registry
from huiyin.kernel.evidence.scope import auditable
from huiyin.kernel.policy import may_open
from huiyin.kernel.turns import mine
from huiyin.web.called import readable
from huiyin.web.families import ICONS, by_family, folded, icon_of

THEMES = ("auto", "light", "dark")
DARK_MEDIA = {"light": "not all", "dark": "all"}
LANG_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
MANY = 999


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` (see templates/web/parts/nav.html) and `base`, the template pages extend."""
    piece = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return {
        "frame": SimpleLazyObject(lambda: _frame(request, timezone.now())),
        "base": "web/fragment.html" if piece else "web/base.html",
    }


def theme_of(request: HttpRequest) -> str:
    """`auto`, `light` or `dark`: what the person chose, on this browser before she signed in."""
    person = getattr(request, "user", None)
    chosen = getattr(person, "theme", "") or request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else "auto"


def _frame(request: HttpRequest, at: dt.datetime) -> dict[str, Any]:
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    theme, language = theme_of(request), get_language() or settings.LANGUAGE_CODE
    groups = _groups(request, person, at) if signed_in else []
    return {
        "lang": LANG_TAGS.get(language, language),
        "theme": theme,
        "themes": _themes(theme),
        "dark_media": DARK_MEDIA.get(theme, ""),
        "languages": _languages(language),
        "person": person if signed_in else None,
        "groups": groups,
        "create": _create(person, at) if signed_in else [],
        "phone": _phone(request, groups) if signed_in else [],
        "goto": _address("goto") or "",
        "remaining": _address("remaining") or "",
        "draft": _address("draft"),
        "me": _address("me"),
        "parts": _address("parts") if settings.DEBUG else None,
        "manner": _address("manner"),
        "logout": _address("account_logout"),
    }


def _address(name: str, *args: str) -> str | None:
    """Where a page lies; nothing when there is no such page, and then the menu does not offer it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _item(request: HttpRequest, label: str, icon: str, url: str | None, **more: Any) -> dict[str, Any] | None:
    if url is None:
        return None
    here = request.path == url if url == "/" else request.path == url or request.path.startswith(url.rstrip("/") + "/")
    return {"label": label, "icon": icon, "url": url, "here": here, **more}


def _groups(request: HttpRequest, person: Any, at: dt.datetime) -> list[dict[str, Any]]:
    owed = _owed(person, at)
    first = [
        _item(request, _("My desk"), "inbox", _address("desk"), **owed),
        _item(request, _("Search"), "search", _address("search")),
    ]
    beside = [
        _item(request, _("Customers"), "address-book", _address("customers")),
        _item(request, _("Year plan"), "calendar-time", _address("duties")),
        _item(request, _("Figures"), "chart-bar", _address("figures")),
        _item(request, _("Procedures"), "book", _address("procedures")),
        _item(request, _("Audit"), "clipboard-check", _address("audit")) if auditable(person, at=at) else None,
        _item(request, _("Calendars"), "calendar", _address("calendars")),
        _item(request, _("Persons and units"), "users", _address("persons")) if person.keeper else None,
    ]
    return [
        {"title": "", "items": [one for one in first if one]},
        *_registers(request, person, at),
        {"title": _("More"), "items": [one for one in beside if one]},
    ]


def _registers(request: HttpRequest, person: Any, at: dt.datetime) -> list[dict[str, Any]]:
    """The registers she may find something in, family by family."""
    groups = [
        {
            "family": family, "title": str(registry.FAMILIES[family]), "icon": ICONS[family],
            "items": [item for one in types for item in _of_type(request, one) if item],
        }
        for family, types in by_family(readable(person, at))
    ]  # fmt: skip
    return folded(groups)


def _of_type(request: HttpRequest, one: registry.RecordType) -> list[dict[str, Any] | None]:
    """The register of a type, then the pages only its room has; on one of those the register is not here."""
    own = [_item(request, str(page.label), page.icon, _address(f"{one.name}-{page.name}")) for page in one.pages]
    listed = _item(request, str(one.plural), icon_of(one), _address("register", one.name))
    if listed and any(page and page["here"] for page in own):
        listed["here"] = False
    return [listed, *own]


def _owed(person: Any, at: dt.datetime) -> dict[str, Any]:
    """How many records and rows wait for this person, counted so far as anyone reads it, and whether one is late."""
    waiting = mine(person, at=at)
    count = waiting.order_by().values("record_id", "line").distinct()[: MANY + 1].count()
    late = bool(count) and waiting.filter(due_at__lt=at).exists()
    return {"count": f"{MANY}+" if count > MANY else count, "late": late}


def _create(person: Any, at: dt.datetime) -> list[dict[str, Any]]:
    """What she may register, family by family."""
    open_to_her = [one for one in registry.types() if may_open(person, one.name, at=at).ok]
    return [
        {
            "title": str(registry.FAMILIES[family]),
            "items": [
                {"label": str(one.label), "url": url, "icon": icon_of(one)}
                for one in types if (url := _address("new", one.name))
            ],
        }
        for family, types in by_family(open_to_her)
    ]  # fmt: skip


def _phone(request: HttpRequest, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    owed: dict[str, Any] = next((one for group in groups for one in group["items"] if one["icon"] == "inbox"), {})
    found = [
        _item(request, _("To do"), "inbox", _address("desk"), count=owed.get("count"), late=owed.get("late")),
        _item(request, _("New"), "plus", _address("choose")),
        _item(request, _("Search"), "search", _address("search")),
        _item(request, _("Me"), "user", _address("me")),
    ]
    return [one for one in found if one]


def _themes(theme: str) -> list[dict[str, Any]]:
    words = {"auto": (_("As the system"), "settings"), "light": (_("Light"), "sun"), "dark": (_("Dark"), "moon")}
    return [{"code": code, "label": words[code][0], "icon": words[code][1], "here": code == theme} for code in THEMES]


def _languages(language: str) -> list[dict[str, Any]]:
    found = []
    for code, name in settings.LANGUAGES:
        with override(code):  # each language is named in itself, so that whoever reads it finds it
            label = str(name)
        found.append({"code": code, "lang": LANG_TAGS[code], "label": label, "here": code == language})
    return found
