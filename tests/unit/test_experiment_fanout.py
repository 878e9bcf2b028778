"""Jobs over threads: all done once, failures kept apart, a clean stop."""

from __future__ import annotations

import _thread
import threading
import time

import pytest

from flowsim.engine.stop import Stop
from flowsim.errors import ReplicationError, Stopped, UsageError
from flowsim.experiment.fanout import ASIDE, default_threads, fan_out


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
def test_what_was_made_is_dealt_with_in_order_whoever_is_ready_first_and_whoever_fails(threads: int) -> None:
    seen: list[int] = []

    def work(job: int) -> int:
        time.sleep(0.003 * ((job + 1) % 3))
        if job == 4:
            raise ReplicationError("never had its turn")
        return job

    def then(job: int, made: int) -> str:
        seen.append(made)
        if job == 7:
            raise ReplicationError("the disk is full")
        return str(made)

    outcome = fan_out(range(12), work, threads, then=then)
    assert seen == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    assert sorted(outcome.failed) == [4, 7]
    assert outcome.done == {job: str(job) for job in seen if job != 7}


@pytest.mark.parametrize("threads", [2, 3])
def test_one_long_job_holds_up_the_rest_only_when_no_more_may_lie_aside(threads: int) -> None:
    """Job 0 goes on until the others have begun all they may: as many as may lie aside, and one in each other thread's
    hands. That happens only if they do not wait for it; and a thread that finds no room begins nothing more."""
    most = ASIDE * threads + threads - 1
    begun: list[int] = []
    full = threading.Event()
    seen: list[int] = []

    def work(job: int) -> int:
        if job == 0:
            assert full.wait(timeout=30)
            assert sorted(begun) == list(range(1, most + 1))
        else:
            begun.append(job)
            if len(begun) == most:
                full.set()
        return job

    outcome = fan_out(range(20), work, threads, then=lambda job, made: seen.append(made))
    assert seen == list(range(20))
    assert sorted(outcome.done) == list(range(20))


@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_breaks_off_what_can_be_stopped_and_keeps_what_was_finished(threads: int) -> None:
    """Job 2 and those after it go on until they are stopped, as a kernel does that looks up."""
    stop, dealt = Stop(), []

    def work(job: int) -> int:
        if job < 2:
            return job
        asked = threading.Event()
        with stop.heard(asked.set):
            while len(dealt) < 2:
                time.sleep(0.001)
            if job == 2:
                _thread.interrupt_main()
            assert asked.wait(timeout=30)
        raise Stopped("broken off")

    outcome = fan_out(range(100), work, threads, then=lambda job, made: dealt.append(made), stop=stop)
    assert outcome.interrupted
    assert sorted(outcome.done) == dealt == [0, 1]
    assert not outcome.failed


def test_whoever_missed_a_request_to_stop_hears_it_again() -> None:
    stop, heard = Stop(), threading.Semaphore(0)

    def work(job: int) -> int:
        with stop.heard(lambda: heard.release()):
            _thread.interrupt_main()
            for _ in range(3):
                assert heard.acquire(timeout=30)
        raise Stopped("broken off")

    assert fan_out(range(3), work, 1, stop=stop).done == {}


def test_no_jobs_and_no_threads() -> None:
    assert fan_out([], str.upper, 4).done == {}
    with pytest.raises(UsageError, match="at least 1, not 0"):
        fan_out([1], str, 0)
    assert default_threads() >= 1
