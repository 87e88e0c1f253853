"""A program that calls the API, and holds every answer against the API's own document."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from huiyin.people.models import Person
from huiyin.people.tokens import make_token
from tests.schemas import faults


class Caller:
    """A program with a person's key: every answer is JSON and fits the document."""

    def __init__(self, person: Person) -> None:
        _token, secret = make_token(None, person, "erp", at=timezone.now())
        self.client = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
        self.document = self.client.get("/api/openapi.json").json()

    def get(self, path: str, pattern: str = "") -> Any:
        """The answer's JSON, held against what the document says of `pattern`."""
        return self.fits(self.client.get(f"/api/{path}"), pattern, "get")

    def post(self, path: str, said: Any, pattern: str = "", **headers: str) -> Any:
        """The same for a deed."""
        answer = self.client.post(f"/api/{path}", json.dumps(said), content_type="application/json", headers=headers)
        return self.fits(answer, pattern, "post")

    def fits(self, answer: HttpResponse, pattern: str, method: str) -> Any:
        """Whether status and body are what the document promises. Gives (status, body)."""
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        body = json.loads(answer.content)
        operation = self.document["paths"][f"/api/{pattern}"][method]
        promised = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        assert faults(body, promised, self.document) == []
        return answer.status_code, body
