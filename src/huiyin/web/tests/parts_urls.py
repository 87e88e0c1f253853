"""The product's addresses and the page of parts, which only developers have."""

from django.urls import path

from huiyin import urls
from huiyin.web.parts import parts

handler404 = urls.handler404
urlpatterns = [path("parts", parts, name="parts"), *urls.urlpatterns]
