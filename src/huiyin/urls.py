"""Every address: signing in, then what each window that is there brings along."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.generic import RedirectView

WINDOWS = (("", "huiyin.prints.urls"), ("", "huiyin.web.urls"))
"""The pages' own come last: `<type>/<number>` there takes whatever is left. The API has a list of its own."""


def _is_there(module: str) -> bool:
    package = module.rpartition(".")[0]
    return find_spec(package) is not None and find_spec(module) is not None


handler400 = "huiyin.web.errors.bad_request"
handler403 = "huiyin.web.errors.forbidden"
handler404 = "huiyin.web.errors.not_found"
handler500 = "huiyin.web.errors.broken"

urlpatterns = [
    # An address is kept with the person, where a change of it is written down.
    path("accounts/email/", RedirectView.as_view(url="/")),
    path("accounts/", include("allauth.urls")),
    *(path(prefix, include(module)) for prefix, module in WINDOWS if _is_there(module)),
]
