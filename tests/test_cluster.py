"""The same bytes on a cluster: a scheduler and workers as processes, one killed in the middle, an S3 server on loopback."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from toolkit import build as house
from toolkit import cli, cluster
from toolkit.build import BuildError, build

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

ROOT = Path(__file__).parent.parent
PRODUCTS = ("articles", "headlines", "anniversaries", "exchanges", "events", "rejects", "quarantine")
SHARDS = 6


def digests(folder: Path) -> dict[str, str]:
    return {n: hashlib.sha256((folder / f"{n}.parquet").read_bytes()).hexdigest() for n in PRODUCTS}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """Some pages of the sample, and one that cannot be read."""
    raw = tmp_path_factory.mktemp("raw")
    for path in sorted((ROOT / "datasets" / "raw").glob("*/*.txt"))[:18]:
        (raw / path.parent.name).mkdir(exist_ok=True)
        (raw / path.parent.name / path.name).write_bytes(path.read_bytes())
    (raw / "broken.txt").write_bytes(b"\x00\x01\x02" * 400)
    return raw


@pytest.fixture
def small_shards(monkeypatch) -> None:
    monkeypatch.setattr(house, "SHARD_FILES", 3)


@pytest.fixture(scope="module")
def calm(pages, tmp_path_factory) -> dict[str, str]:
    """The digests of a build in one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house, "SHARD_FILES", 3)
        out = tmp_path_factory.mktemp("calm")
        assert build([pages], out, workers=1, quiet=True).built >= SHARDS
    return digests(out)


def started(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """A process of Dask, in a session of its own so that it ends with all it has started."""
    # the tests' own classes are sent by reference: workers must find this module
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    told = os.environ | {"PYTHONPATH": paths, "POLARS_MAX_THREADS": "1"} | environment
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", *arguments]
    if arguments[0] == "worker":
        command = [sys.executable, "-m", "distributed.cli.dask_worker", *arguments[1:]]
    return subprocess.Popen(command, env=told, start_new_session=True, stderr=subprocess.DEVNULL)


def ended(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def listening(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The endpoint of an S3 server of this process, on loopback."""
    moto = pytest.importorskip("moto.server", reason="no S3 server is installed")
    pytest.importorskip("s3fs", reason="the extra 'cluster' is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def keys(endpoint: str) -> dict[str, str]:
    """What a user's shell would hold."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    return dict.fromkeys(names, "test") | {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": endpoint}


@pytest.fixture
def bucket(store, monkeypatch) -> Iterator[str]:
    import s3fs

    for name, value in keys(store).items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"amity-{os.urandom(4).hex()}"
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}"
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture(scope="module")
def scheduler(store, tmp_path_factory) -> Iterator[str]:
    """A scheduler and two workers, each with its nanny, as processes."""
    port, folder = free_port(), str(tmp_path_factory.mktemp("dask"))
    address = f"tcp://127.0.0.1:{port}"
    quiet = ("--no-dashboard",)
    running = [started("--host", "127.0.0.1", "--port", str(port), *quiet)]
    try:
        listening(port)
        common = (address, "--nworkers", "1", "--nthreads", "1", "--memory-limit", "0", "--local-directory", folder)
        running += [started("worker", *common, "--host", "127.0.0.1", *quiet, **keys(store)) for _ in range(2)]
        with distributed.Client(address, timeout=60) as client:
            client.wait_for_workers(2, timeout=120)
        yield address
    finally:
        for process in reversed(running):
            ended(process)


class Watched:
    """The shard function, which leaves a mark and dwells, so that its worker can be killed while it works."""

    def __init__(self, marks: Path) -> None:
        self.marks = marks

    def __call__(self, task: house.Task) -> house.Made:
        (self.marks / f"{task.name}.{os.getpid()}").touch()
        made = house.shard(task)
        time.sleep(0.5)
        return made


def kill_one(marks: Path, killed: list[int]) -> None:
    """SIGKILL the process that has begun the third shard."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if len(begun := sorted(marks.iterdir(), key=lambda p: p.stat().st_mtime_ns)) >= 3:
            killed.append(int(begun[-1].suffix[1:]))
            os.kill(killed[0], signal.SIGKILL)
            return
        time.sleep(0.02)


@pytest.mark.usefixtures("small_shards")
def test_bytes_of_two_workers_are_those_of_one_process(pages, calm, scheduler, tmp_path):
    done = build([pages], tmp_path / "out", quiet=True, run=cluster.run(scheduler))
    assert done.built >= SHARDS
    assert digests(tmp_path / "out") == calm
    again = build([pages], tmp_path / "out", quiet=True, run=cluster.run(scheduler))
    assert (again.built, again.kept) == (0, done.built)


@pytest.mark.usefixtures("small_shards")
def test_killed_worker_changes_no_byte(pages, calm, scheduler, tmp_path):
    (marks := tmp_path / "marks").mkdir()
    killed: list[int] = []
    killer = threading.Thread(target=kill_one, args=(marks, killed))
    killer.start()
    done = build([pages], tmp_path / "out", quiet=True, work=Watched(marks), run=cluster.run(scheduler))
    killer.join()
    attempts = [p.name.split(".")[0] for p in marks.iterdir()]
    assert killed
    assert len(attempts) > len(set(attempts)) == done.built
    assert digests(tmp_path / "out") == calm


@pytest.mark.usefixtures("small_shards")
def test_from_bucket_to_bucket_on_the_cluster(pages, calm, scheduler, bucket, tmp_path):
    import s3fs

    files = s3fs.S3FileSystem()
    files.put(f"{pages}/", f"{bucket}/raw/", recursive=True)
    done = build([f"{bucket}/raw"], f"{bucket}/out", quiet=True, run=cluster.run(scheduler))
    assert done.built >= SHARDS
    files.invalidate_cache()
    files.get([f"{bucket}/out/{n}.parquet" for n in PRODUCTS], f"{tmp_path}/")
    assert digests(tmp_path) == calm
    again = build([f"{bucket}/raw"], f"{bucket}/out", quiet=True, run=cluster.run(scheduler))
    assert (again.built, again.counts) == (0, done.counts)


@pytest.mark.usefixtures("small_shards")
def test_bucket_knows_what_has_changed(pages, bucket, tmp_path):
    """One machine, no cluster: a changed object costs its shard, one sent again as it was costs nothing."""
    import s3fs

    files, changed = s3fs.S3FileSystem(), "broken.txt"
    files.put(f"{pages}/", f"{bucket}/raw/", recursive=True)
    whole = build([f"{bucket}/raw"], tmp_path / "out", workers=1, quiet=True)
    files.pipe(f"{bucket}/raw/{changed}", (pages / changed).read_bytes())
    assert build([f"{bucket}/raw"], tmp_path / "out", workers=1, quiet=True).built == 0
    files.pipe(f"{bucket}/raw/{changed}", next(pages.glob("*/*.txt")).read_bytes())
    after = build([f"{bucket}/raw"], tmp_path / "out", workers=1, quiet=True)
    assert (after.built, after.kept) == (1, whole.built - 1)
    assert after.counts["quarantine"] == whole.counts["quarantine"] - 1


@pytest.fixture
def google(monkeypatch) -> Iterator[str]:
    """A bucket of a stand-in for Google's store, on loopback."""
    gcsfs = pytest.importorskip("gcsfs", reason="gs:// needs a package of its own")
    emulator = pytest.importorskip("gcp_storage_emulator.server", reason="no stand-in for Google's store is installed")
    port = free_port()
    server = emulator.create_server("127.0.0.1", port, in_memory=True, default_bucket="amity")
    server.start()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{port}")
    gcsfs.GCSFileSystem.clear_instance_cache()
    yield "gs://amity"
    server.stop()
    gcsfs.GCSFileSystem.clear_instance_cache()


@pytest.fixture
def memory() -> Iterator[str]:
    """A store that any fsspec has, in this process."""
    fsspec = pytest.importorskip("fsspec")
    yield "memory://amity"
    fsspec.filesystem("memory").store.clear()


@pytest.mark.usefixtures("small_shards")
@pytest.mark.parametrize("kind", ["memory", "google"])
def test_other_stores_give_the_same_bytes(pages, calm, kind, tmp_path, request):
    """Any address that fsspec knows: bytes, what is left alone, and what is built again."""
    import fsspec

    store = request.getfixturevalue(kind)
    files, root = fsspec.url_to_fs(store)
    for path in sorted(p for p in pages.rglob("*") if p.is_file()):
        files.pipe_file(f"{root}/raw/{path.relative_to(pages).as_posix()}", path.read_bytes())
    done = build([f"{store}/raw"], f"{store}/out", workers=1, quiet=True)
    for name in PRODUCTS:
        (tmp_path / f"{name}.parquet").write_bytes(files.cat_file(f"{root}/out/{name}.parquet"))
    assert digests(tmp_path) == calm
    assert build([f"{store}/raw"], f"{store}/out", workers=1, quiet=True).kept == done.built
    files.pipe_file(f"{root}/raw/broken.txt", next(pages.glob("*/*.txt")).read_bytes())
    assert build([f"{store}/raw"], f"{store}/out", workers=1, quiet=True).built == 1


def test_command_builds_on_a_cluster(pages, scheduler, tmp_path, capsys):
    assert cli.main(["build", str(pages), "--out", str(tmp_path / "out"), "--cluster", scheduler]) == 0
    assert "1 shard(s) built" in capsys.readouterr().out
    assert pl.read_parquet(tmp_path / "out" / "articles.parquet").height > 10


def test_shard_that_kills_every_worker_is_an_error(pages, tmp_path):
    """On a cluster of this process, since Dask gives up after four workers."""
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as own:
        own.scheduler.allowed_failures = 0
        with pytest.raises(BuildError, match=r"shard s\d+-\d+ killed 1 workers"):
            build([pages], tmp_path / "out", quiet=True, work=die, run=cluster.run(own.scheduler_address))


def die(task: house.Task) -> house.Made:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(task.name)


def test_worker_with_other_code_is_an_error(monkeypatch):
    monkeypatch.setattr(cluster, "code", lambda: "here")
    with pytest.raises(BuildError, match=r"the toolkit on worker .* is another"):
        cluster._one(house.shard, "there", house.Task("s", (), house.place("nowhere")))


def test_no_worker_is_an_error_that_says_what_to_start(pages, tmp_path):
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as own,
        pytest.raises(BuildError, match=r"no worker came in 1 s; start some with: dask worker tcp://"),
    ):
        build([pages], tmp_path / "out", quiet=True, run=cluster.run(own.scheduler_address, wait=1))


def described() -> dict:
    """The configuration that docs/cluster.md gives as an example of a job."""
    yaml = pytest.importorskip("yaml")
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    return yaml.safe_load(text.split("```yaml\n")[1].split("```")[0])


def test_job_script_of_slurm_is_what_the_docs_describe():
    """Nothing is submitted."""
    import dask

    jobqueue = pytest.importorskip("dask_jobqueue")
    with (
        dask.config.set(dask.config.merge(dask.config.config, described())),
        jobqueue.SLURMCluster(scheduler_options={"dashboard_address": "127.0.0.1:0"}) as own,
    ):
        script = own.job_script()
    asked = {line.removeprefix("#SBATCH ").strip() for line in script.splitlines() if line.startswith("#SBATCH")}
    assert asked >= {"-n 1", "--cpus-per-task=8", "--mem=8G", "-t 04:00:00", "-p normal"}
    command = next(line for line in script.splitlines() if "dask_worker" in line or "dask worker" in line)
    assert command.startswith(sys.executable)
    assert "--nworkers 8" in command
    assert "--nthreads 1" in command
    assert "--nanny" in command


def test_example_script_is_one_that_the_command_takes():
    """The job that holds the scheduler: a script that bash reads, with a command whose options there are."""
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    script = text.split("```bash\n")[1].split("```")[0]
    assert subprocess.run(["bash", "-n"], input=script.encode(), check=False).returncode == 0
    line = next(line for line in script.splitlines() if line.startswith("toolkit "))
    told = cli.parser().parse_args(shlex.split(line)[1:])
    assert (told.cluster, told.workers) == (cluster.SLURM, 4)


SBATCH = """#!/bin/bash
cp "$1" "{jobs}.$$"  # the script is removed when it is submitted
setsid bash "{jobs}.$$" > /dev/null 2>&1 &
echo "$!" >> {jobs}
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/bash
kill -- "-$1"
"""


@pytest.fixture
def queue(tmp_path, monkeypatch) -> Path:
    """A stand-in for SLURM's commands: a job submitted runs at once, on this machine; the file of its jobs."""
    (commands := tmp_path / "bin").mkdir()
    jobs = tmp_path / "jobs"
    for name, text in {"sbatch": SBATCH.format(jobs=jobs), "scancel": SCANCEL}.items():
        (commands / name).write_text(text, encoding="utf-8")
        (commands / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return jobs


def running(pid: int) -> bool:
    """Does a process run still? One that has ended and is waited for by nobody has no command."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.usefixtures("small_shards")
@pytest.mark.skipif(sys.platform != "linux", reason="setsid")
def test_jobs_of_slurm_give_the_same_bytes(pages, calm, queue, tmp_path):
    """The whole of ``--cluster slurm``, but for the queue: two jobs of one worker each, which end with the build."""
    import dask

    pytest.importorskip("dask_jobqueue")
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    job = {"cores": 1, "processes": 1, "memory": "2 GiB", "scheduler-options": here, "log-directory": str(tmp_path)}
    told = dask.config.merge(dask.config.config, described(), {"jobqueue": {"slurm": job}})
    with dask.config.set(told):
        done = build([pages], tmp_path / "out", quiet=True, run=cluster.run(cluster.SLURM, workers=2, wait=120))
    assert done.built >= SHARDS
    assert digests(tmp_path / "out") == calm
    begun = [int(line) for line in queue.read_text(encoding="utf-8").split()]
    assert len(begun) == 2
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(map(running, begun)):
        time.sleep(0.1)
    assert not any(map(running, begun))
