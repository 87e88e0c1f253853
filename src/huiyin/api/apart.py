"""The API is loaded by the first call that asks for it: a process that only shows pages does without its 16 MB."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PREFIX = "/api/"


def api_apart(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: calls of the API look up their addresses in a list of their own, which holds the pages' too."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PREFIX):
            request.urlconf = "huiyin.api.roots"
        return answer(request)

    return answered
