"""A JupyterLab of our own on the notebooks: a free port, a random token, no settings of the user's, copies of the notebooks."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
STARTS_WITHIN = 60  # seconds
OPTIONS = (
    "--no-browser",
    "--ip=127.0.0.1",
    "--allow-root",
    "--ServerApp.port_retries=0",
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
)
QUIET = '{"fetchNews":"false","checkForUpdates":false}'  # else Lab asks whether it may ask for news
OWN = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
NUMBERED = """() => {
  const said = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.innerText.trim());
  return said.length && said.every(t => /^\\[\\d+\\]:$/.test(t));
}"""
DRAWN = """least => {
  const plots = [...document.querySelectorAll('.js-plotly-plot')];
  return plots.length >= least && plots.every(p => p._fullLayout && p.querySelector('.main-svg'));
}"""


@contextmanager
def served(place: Path, datasets: Path) -> Iterator[str]:
    """Start Lab on copies of the notebooks in ``place``; yields an address in which ``{}`` stands for the notebook."""
    shutil.copytree(ROOT / "notebooks", place / "notebooks", ignore=shutil.ignore_patterns(".*"))
    quiet = place / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text(QUIET, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, log = secrets.token_hex(16), place / "lab.log"
    own = {name: str(place / folder) for name, folder in OWN.items()}
    path = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    asked = [f"--port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={place / 'notebooks'}"]
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *OPTIONS, *asked],
            env=os.environ | own | path | {"AMITY_DATASETS": str(datasets)},
            stdout=out,
            stderr=out,
        )
    try:
        _answers(server, f"http://127.0.0.1:{port}/api?token={token}", log)
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}.ipynb?token={token}&reset"
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def _answers(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not answer: {log.read_text()[-2000:]}")


def run_all(page, address: str, least: int) -> None:
    """Open a notebook and run it as a user does: wait for the kernel, Run All, until every cell is numbered and charts drawn."""
    page.goto(address)
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook", timeout=90_000)
    page.wait_for_function(
        "/\\| Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText || '')", timeout=90_000
    )
    if page.locator(".jp-Dialog").count():
        page.click(".jp-Dialog .jp-mod-accept")
    page.click('text="Run"')
    page.click('.lm-Menu >> text="Run All Cells"')
    page.wait_for_function(NUMBERED, timeout=120_000)
    page.wait_for_function(DRAWN, arg=least, timeout=120_000)
