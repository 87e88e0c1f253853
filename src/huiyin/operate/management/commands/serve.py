"""`huiyin serve`: everything a small firm needs on one machine, under one roof."""

import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from huiyin.operate.children import Child, become


class Command(BaseCommand):
    help = "Serve pages and watch deadlines until stopped (Ctrl+C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two workers of four threads answered best on two cores."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0: every network)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes that answer pages")
        parser.add_argument("--threads", type=int, default=4, help="threads in each")
        parser.add_argument("--web-only", action="store_true", help="pages only; the watcher runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what would fail later with a worse message, then keep the programs alive."""
        self.refuse_old_rows()
        self.refuse_taken_port(options["host"], options["port"])
        if not settings.PLAIN_STATIC:
            call_command("collectstatic", interactive=False, verbosity=0)
        pid_file = Path(settings.HOME) / "serve.pid"
        pid_file.write_text(str(os.getpid()))
        self.stdout.write(f"Huiyin answers at http://{options['host']}:{options['port']} - Ctrl+C stops it.")
        self.stdout.flush()
        become(self.programs(options), pid_file)

    def programs(self, options: dict[str, Any]) -> list[Child]:
        """The web server, and unless told otherwise the watcher."""
        django = [sys.executable, "-m", "huiyin.main", "manage"]
        web = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "huiyin.wsgi:application"),
            *("--host", options["host"], "--port", str(options["port"])),
            *("--workers", str(options["workers"]), "--blocking-threads", str(options["threads"])),
            *("--log-level", "warning", "--respawn-failed-workers"),
        ]
        children = [Child("web", web)]
        if not options["web_only"]:
            children.append(Child("watch", [*django, "watch"]))
        return children

    def refuse_old_rows(self) -> None:
        """Raises CommandError when the database waits for `huiyin init`."""
        executor = MigrationExecutor(connections["default"])
        if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(f"The database lacks {len(waiting)} changes of this version. Run: huiyin init")

    def refuse_taken_port(self, host: str, port: int) -> None:
        """Raises CommandError when another program listens there, or the address is not ours."""
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}. Try --port.") from error
