"""Work in another process: what is answered, what ends it, and what is said of that."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cluster_atlas.files.childprocess import ChildError, ChildProcess, answer_requests

PATIENCE = 20.0


def serve() -> None:
    answer_requests(lambda request: request[0](*request[1:]))


def serve_once() -> None:
    """Break off in the middle of an answer."""
    sys.stdin.buffer.read(1)
    sys.stdout.buffer.write(b"\x80\x05\x8c")
    sys.stdout.flush()


@pytest.fixture
def child() -> Iterator[ChildProcess]:
    with closing(ChildProcess(serve, {"TOLD": "甲"})) as made:
        yield made


def noisy(number: int) -> int:
    print("what a library says on the way", flush=True)  # noqa: T201 - it must not stand between
    os.write(1, b"\x80\x05K\x01.")
    return number


def told() -> str:
    return os.environ["TOLD"]


def taken(size: int) -> int:
    held = bytearray(os.urandom(1024) * (size // 1024))
    time.sleep(PATIENCE)
    return len(held)


class Unreadable:
    """A value that no pickle can hold."""

    def __reduce__(self) -> str:  # noqa: D105
        raise ZeroDivisionError


def test_requests_are_answered_one_after_the_other(child: ChildProcess) -> None:
    for number in range(3):
        assert child.ask((noisy, number), PATIENCE) == number
    assert child.ask((os.getpid,), PATIENCE) == child.pid != os.getpid()
    assert child.ask((told,), PATIENCE) == "甲"
    large = os.urandom(3_000_000)
    assert child.ask((bytes, large), PATIENCE) == large


def test_one_that_takes_too_long_is_ended(child: ChildProcess) -> None:
    assert child.ask((noisy, 1), PATIENCE) == 1
    begin = time.monotonic()
    with pytest.raises(ChildError) as error:
        child.ask((time.sleep, PATIENCE), 0.3)
    assert error.value.cause == "time"
    assert time.monotonic() - begin < PATIENCE / 2
    assert not child.is_running
    with pytest.raises(ChildError) as error:
        child.ask((noisy, 1), PATIENCE)
    assert error.value.cause == "died"


@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="memory is seen on Linux only")
def test_one_that_takes_too_much_memory_is_ended(child: ChildProcess) -> None:
    most = 200 * 1024 * 1024
    assert child.ask((noisy, 1), PATIENCE, most) == 1
    with pytest.raises(ChildError) as error:
        child.ask((taken, 2 * most), PATIENCE, most)
    assert error.value.cause == "memory"


@pytest.mark.parametrize("number", [0, 3])
def test_one_that_dies_is_told(child: ChildProcess, number: int) -> None:
    with pytest.raises(ChildError) as error:
        child.ask((os._exit, number), PATIENCE)
    assert error.value.cause == "died"


def test_a_fault_of_what_is_asked_ends_it(child: ChildProcess) -> None:
    with pytest.raises(ChildError) as error:
        child.ask((noisy,), PATIENCE)
    assert error.value.cause == "died"
    assert not child.is_running


def test_half_an_answer_is_none() -> None:
    with closing(ChildProcess(serve_once)) as child, pytest.raises(ChildError) as error:
        child.ask("?", PATIENCE)
    assert error.value.cause == "died"


def test_a_request_that_cannot_be_sent_leaves_nothing_behind(child: ChildProcess) -> None:
    """Half of it in the pipe would be the beginning of the next."""
    with pytest.raises(ZeroDivisionError):
        child.ask((bytes, b"0" * 1_000_000, Unreadable()), PATIENCE)
    assert not child.is_running


def test_who_waits_is_told_where_another_thread_ends_it(child: ChildProcess) -> None:
    later = threading.Timer(0.3, child.kill)
    later.start()
    with pytest.raises(ChildError) as error:
        child.ask((time.sleep, PATIENCE), PATIENCE)
    assert error.value.cause == "died"
    later.join()


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts there go to all of a console")
def test_an_interrupt_at_the_terminal_is_left_to_who_started_it(child: ChildProcess) -> None:
    assert child.ask((noisy, 1), PATIENCE) == 1
    os.kill(child.pid, signal.SIGINT)
    assert child.ask((noisy, 2), PATIENCE) == 2
