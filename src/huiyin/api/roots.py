"""Every address, the API's first."""

from django.urls import include, path

from huiyin.urls import handler400, handler403, handler404, handler500
from huiyin.urls import urlpatterns as pages

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("api/", include("huiyin.api.urls")), *pages]
