"""The auditor's hour: which clauses there are, what the records say of each, and a sample to take away."""

from django.urls import path

from huiyin.web.audit.clause import clause
from huiyin.web.audit.clauses import clauses
from huiyin.web.audit.start import start
from huiyin.web.audit.trust import trust

urlpatterns = [
    path("audit", start, name="audit"),
    path("audit/verify", trust, name="audit_verify"),
    path("audit/<slug:type_name>", clauses, name="audit_clauses"),
    path("audit/<slug:type_name>/<str:clause_id>", clause, name="audit_clause"),
]
