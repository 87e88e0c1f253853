"""The controls of forms that are not ours (signing in, second factor), dressed like those on the parts shelf."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The control of a form's field with our class; the cursor goes to the first field that is wrong, or the first."""
    wrong = next((one for one in field.form.visible_fields() if one.errors), field.form.visible_fields()[0])
    attrs: dict[str, str | bool] = {}
    if not isinstance(field.field.widget, CheckboxInput):
        attrs = {"class": "input", "placeholder": ""}
    if wrong.name == field.name:
        attrs["autofocus"] = "autofocus"
    return field.as_widget(attrs=attrs)
