"""The API's addresses. Whatever none of them knows is answered in JSON too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from huiyin.api import beside, notices, papers, records, start
from huiyin.api.answers import PlainJson, handle_all, not_allowed, not_found
from huiyin.api.who import PACE, Key, Session

api = NinjaAPI(
    title="Huiyin", openapi_url=None, docs_url=None, urls_namespace="api", renderer=PlainJson(),
    auth=[Key(), Session()], throttle=[PACE],
)  # fmt: skip
handle_all(api)
for router in (start.router, notices.router, records.router, beside.router, papers.router, records.last):
    api.add_router("", router)


def _in_our_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A method an address does not take is answered as every other refusal is."""

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return not_allowed(request, response) if response.status_code == 405 else response

    return asked


def _wrapped(found: URLPattern | URLResolver) -> URLPattern | URLResolver:
    if isinstance(found, URLPattern):
        found.callback = _in_our_form(found.callback)
    return found


_patterns, _app, _namespace = api.urls
app_name = "api"
urlpatterns = [*(_wrapped(one) for one in _patterns), path("<path:rest>", csrf_exempt(not_found))]
