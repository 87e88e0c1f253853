"""The addresses of printed forms, asked before the pages' own: a number may hold a slash and would swallow them."""

from django.urls import path

from huiyin.prints.sample_views import sample
from huiyin.prints.views import keeping_print, procedure_print, record_print, register_print

urlpatterns = [
    path("audit/<slug:type_name>/<str:clause>/sample.zip", sample, name="audit_sample"),
    path("procedures/keeping/print.pdf", keeping_print, name="keeping_print"),
    path("procedures/<slug:type_name>/print.pdf", procedure_print, name="procedure_print"),
    path("procedures/<slug:type_name>/<int:pk>/print.pdf", procedure_print, name="procedure_version_print"),
    path("<slug:type_name>/print.pdf", register_print, name="register_print"),
    path("<slug:type_name>/<path:number>/print.pdf", record_print, name="print"),
]
