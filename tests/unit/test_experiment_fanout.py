"""Jobs over threads: all done once, failures kept apart, a clean stop."""

from __future__ import annotations

import _thread
import threading
import time

import pytest

from flowsim.errors import ReplicationError, UsageError
from flowsim.experiment.fanout import Turns, default_threads, fan_out


@pytest.mark.parametrize("threads", [1, 2, 7, 40])
def test_every_job_is_done_once_whatever_the_number_of_threads(threads: int) -> None:
    calls: list[int] = []

    def work(job: int) -> int:
        calls.append(job)
        time.sleep(0.001 * (job % 3))
        return job**2

    outcome = fan_out(range(30), work, threads)
    assert sorted(calls) == list(range(30))
    assert outcome.done == {job: job**2 for job in range(30)}
    assert not outcome.failed
    assert not outcome.interrupted


@pytest.mark.parametrize("threads", [1, 2])
def test_a_job_that_fails_is_kept_by_its_key_and_the_others_go_on(threads: int) -> None:
    def work(job: int) -> int:
        if job in (3, 7):
            raise ReplicationError(f"replication {job}")
        return job

    outcome = fan_out(range(10), work, threads)
    assert sorted(outcome.failed) == [3, 7]
    assert str(outcome.failed[7]) == "replication 7"
    assert sorted(outcome.done) == [0, 1, 2, 4, 5, 6, 8, 9]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_fault_of_the_program_stops_the_work_and_comes_out(threads: int) -> None:
    begun: list[int] = []

    def work(job: int) -> int:
        begun.append(job)
        if job == 2:
            raise ZeroDivisionError("a bug")
        time.sleep(0.005)
        return job

    with pytest.raises(ZeroDivisionError, match="a bug"):
        fan_out(range(1000), work, threads)
    assert len(begun) < 1000


def test_ctrl_c_begins_no_further_job_and_keeps_those_under_way() -> None:
    begun: list[int] = []
    two_under_way = threading.Barrier(2)

    def work(job: int) -> int:
        begun.append(job)
        if job < 2:
            two_under_way.wait(timeout=10)
            if job == 0:
                _thread.interrupt_main()
            time.sleep(0.5)
        return job

    outcome = fan_out(range(100), work, 2)
    assert outcome.interrupted
    assert set(outcome.done) == set(begun)
    assert {0, 1} <= set(outcome.done)
    assert len(begun) < 100


def test_progress_counts_each_job_in_the_callers_thread() -> None:
    seen: list[tuple[int, int]] = []
    callers: set[threading.Thread] = set()

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        callers.add(threading.current_thread())

    fan_out("abc", str.upper, 2, progress)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert callers == {threading.main_thread()}


@pytest.mark.parametrize("threads", [1, 3])
def test_turns_come_in_order_whoever_is_ready_first_and_whoever_fails(threads: int) -> None:
    turns, seen = Turns(), []

    def work(job: int) -> int:
        with turns.place(job) as wait:
            time.sleep(0.003 * ((job + 1) % 3))
            if job == 4:
                raise ReplicationError("never had its turn")
            wait()
            seen.append(job)
        return job

    outcome = fan_out(range(12), work, threads)
    assert seen == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    assert sorted(outcome.failed) == [4]


def test_no_jobs_and_no_threads() -> None:
    assert fan_out([], str.upper, 4).done == {}
    with pytest.raises(UsageError, match="at least 1, not 0"):
        fan_out([1], str, 0)
    assert default_threads() >= 1
