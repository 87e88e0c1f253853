"""The harness itself: what every other test leans on."""

import socket
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from huiyin.people.models import Unit


def test_the_world_cannot_be_reached():
    with pytest.raises(ConnectionRefusedError, match="may not use the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(ConnectionRefusedError, match="may not use the network"):
        socket.getaddrinfo("example.org", 80)


def test_tests_have_a_home_of_their_own():
    assert "huiyin-test-" in str(settings.HOME)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_wait_for_each_other():
    """SQLite refuses some of them unless transactions begin at once as writers; both databases must let all through."""
    failures = []

    def write(number: int) -> None:
        try:
            for again in range(5):
                with transaction.atomic():
                    Unit.objects.count()
                    Unit.objects.create(code=f"u{number}-{again}", name="x")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert Unit.objects.count() == 40
