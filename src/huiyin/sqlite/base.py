"""SQLite with a fair queue for writers.

Its own busy handler sleeps and tries again, so under eight writers an unlucky one waits for seconds while others
overtake it. Here every transaction first takes its turn at a file beside the database: the system wakes waiters in
the order they came, and the lock dies with its process.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend; only ``BEGIN`` waits in line, and ``COMMIT`` or ``ROLLBACK`` lets the next one in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None

    def _queue_path(self) -> str:
        name = str(self.settings_dict["NAME"])
        return "" if ":memory:" in name or "mode=memory" in name else f"{name}-queue"

    def _take_turn(self) -> None:
        path = self._queue_path()
        if not path or self._turn is not None:
            return
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except BaseException:
            os.close(handle)
            raise
        self._turn = handle

    def _end_turn(self) -> None:
        if self._turn is not None:
            handle, self._turn = self._turn, None
            os.close(handle)

    # The stubs do not know the four methods below; Django calls them by these names.
    def _start_transaction_under_autocommit(self) -> None:
        try:
            self._take_turn()
        except OSError as trouble:  # a full or read-only disk: said the way the database says it
            raise OperationalError(f"cannot write beside the database: {trouble.strerror}") from trouble
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()
