"""Every benchmark that needs nothing but the project, one after the other; figures are ratios of one run.

With PEERS=1 (``make benchmark PEERS=1``) also the one against peers, installed in an environment of their own; where they cannot
be installed it says so, and is skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUNS = ("rooms.py", "languages.py", "wire_copies.py", "json_lines.py", "engine.py", "uniting.py", "sizes.py")


def main() -> None:
    """Run each in a process of its own, so that none warms up another."""
    for name in (*RUNS, *(("peers.py",) if os.environ.get("PEERS") else ())):
        print(f"== {name}", flush=True)
        subprocess.run([sys.executable, str(Path(__file__).with_name(name))], check=True)


if __name__ == "__main__":
    main()
