"""Shards on the workers of a cluster: Dask distributed, by a scheduler's address or as jobs of SLURM (``docs/cluster.md``).

The shard function is the one of a build on one machine, and so are its bytes. Dask gives the shards of a dead worker to others;
nothing of a shard but its name comes back, since tables go straight to their place.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

from toolkit.build import BuildError, Made, Run, Task, Work
from toolkit.language import codes
from toolkit.manifest import coding_key, digest, reading_key

SLURM = "slurm"
AHEAD = 4  # shards a worker thread has waiting: a corpus of millions is not sent to the scheduler at once
WAIT = 600  # seconds for the first worker: a queue may be long, an address may be wrong
ONE = threading.Lock()  # the rooms are not made for threads: a worker process builds one shard at a time
Client = Any  # Dask is an extra, and has no types
Connect = Callable[[ExitStack], Client]


def run(cluster: str, workers: int | None = None, wait: int = WAIT) -> Run:
    """What gives shards to a cluster: ``cluster`` is a scheduler's address, or "slurm" for ``workers`` jobs (default 1).

    The jobs are those of the user's Dask configuration. Raises :class:`BuildError` when Dask is not installed, no worker comes
    within ``wait`` seconds, a worker has other code, or a shard kills its workers again and again.
    """
    connect = partial(_slurm, jobs=workers or 1) if cluster == SLURM else partial(_at, address=cluster)
    return partial(_run, connect, wait)


def _run(connect: Connect, wait: int, tasks: Sequence[Task], work: Work) -> Iterator[Made]:
    if not tasks:  # what stands needs no cluster
        return
    with ExitStack() as held:
        client = _connected(connect, held)
        _wait(client, wait)
        yield from _spread(client, tasks, partial(_one, work, code()))


def _connected(connect: Connect, held: ExitStack) -> Client:
    try:
        return connect(held)
    except ImportError as error:
        raise BuildError(f"{error}; install the extra: pip install 'amity-toolkit[cluster]'") from error
    except OSError as error:
        raise BuildError(f"no scheduler answers: {error}; start one with: dask scheduler") from error


def _at(held: ExitStack, address: str) -> Client:
    """A client of a scheduler that runs."""
    import distributed

    return held.enter_context(distributed.Client(address, timeout=30))


def _slurm(held: ExitStack, jobs: int) -> Client:
    """A client of a scheduler in this process, with workers as jobs; the jobs end with it."""
    import dask_jobqueue
    import distributed

    cluster = held.enter_context(dask_jobqueue.SLURMCluster())
    cluster.scale(jobs=jobs)
    return held.enter_context(distributed.Client(cluster))


def _wait(client: Client, seconds: int) -> None:
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        address = client.scheduler.address
        raise BuildError(f"no worker came in {seconds} s; start some with: dask worker {address}") from error


def _spread(client: Client, tasks: Sequence[Task], work: Work) -> Iterator[Made]:
    """Give out shards as workers become free. A finished one is let go at once, so that no later death makes it run again."""
    import distributed

    left = iter(tasks)
    threads = max(1, sum(client.nthreads().values()))
    running = distributed.as_completed([_given(client, work, t) for t in islice(left, AHEAD * threads)])
    for future in running:
        made = _result(future)
        future.release()
        for task in islice(left, 1):
            running.add(_given(client, work, task))
        yield made


def _given(client: Client, work: Work, task: Task) -> Any:
    """A future, of a key of its own: a shard asked for again is built again."""
    return client.submit(work, task, key=f"{task.name}/{uuid4().hex}", pure=False)


def _result(future: Any) -> Made:
    import distributed

    try:
        made: Made = future.result()
    except distributed.KilledWorker as error:
        name = future.key.split("/")[0]
        raise BuildError(f"shard {name} killed {error.allowed_failures + 1} workers; give them more memory") from error
    return made


def code() -> str:
    """What must be the same on every worker, so that its bytes are."""
    return digest([reading_key(), coding_key(codes())])


def _one(work: Work, wanted: str, task: Task) -> Made:
    """On a worker: one shard, by the code of the one who asks."""
    if code() != wanted:
        raise BuildError(f"the toolkit on worker {os.uname().nodename} is another; install the same version everywhere")
    with ONE:
        return work(task)
