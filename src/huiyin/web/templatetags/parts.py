"""The small words of the parts shelf: icons, badges, dues, persons, dates and sizes.

Larger parts are plain includes; each file in templates/web/parts says at its top what it takes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from huiyin.base.dates import day_words, moment_words
from huiyin.web import marks

register = template.Library()

UNITS = ("B", "KB", "MB", "GB")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A drawing of the sprite: `{% icon "bell" %}`."""
    return marks.icon(name, str(label), css)


@register.simple_tag
def badge(text: Any, tone: str = "", mark: str = "") -> SafeString:
    """A word with a mark: `{% badge "已登记" "open" %}`. `tone`: a key of marks.TONES or a phase; `mark`: an icon."""
    return marks.badge(text, tone, mark)


@register.simple_tag
def due(clock: dict[str, Any] | None, why: bool = True) -> SafeString:
    """Time left in words, the reckoning one click away: `{% due row.due %}`; its keys are in marks.due."""
    return marks.due(clock, why)


@register.inclusion_tag("web/parts/person.html")
def person(who: Any, on_behalf: Any = None, unit: bool = False) -> dict[str, Any]:
    """A name, with the unit when asked, and whom she stands in for: `{% person event.actor event.on_behalf %}`."""
    return {"who": who, "on_behalf": on_behalf, "unit": unit}


@register.filter
def moment(value: Any) -> str:
    """An aware instant in local time: `2026-11-20 周五 16:40`; anything empty stays empty."""
    return moment_words(timezone.localtime(value)) if value else ""


@register.filter
def day(value: Any) -> str:
    """A date (or the local date of an instant): `2026-11-20 周五`."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return day_words(value) if value else ""


@register.filter
def short(value: Any) -> str:
    """An instant for a narrow column: `11-20 16:40` this year, `2025-11-20` before; the year of now decides."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return local.strftime("%m-%d %H:%M" if local.year == timezone.localtime().year else "%Y-%m-%d")


@register.filter
def size(value: int | None) -> str:
    """Bytes as people say them: `840 B`, `48.2 KB`, `2.5 MB`."""
    left, unit = float(value or 0), 0
    while left >= 1000 and unit < len(UNITS) - 1:
        left, unit = left / 1000, unit + 1
    return f"{left:.0f} {UNITS[unit]}" if unit == 0 or left >= 100 else f"{left:.1f} {UNITS[unit]}"


@register.filter
def count(value: int | None) -> str:
    """A count with thin groups, `1 000`; a total that was not counted to its end comes as text and stays so."""
    return f"{value:,}".replace(",", "\u2009") if isinstance(value, int) else str(value or "")


@register.filter
def control(kind: str) -> str:
    """The template of a field's control by its kind."""
    return f"web/parts/controls/{kind}.html"


@register.filter
def deep(number: int) -> str:
    """Blanks before a unit's name, by its depth in the tree."""
    return "\u3000" * int(number or 0)
