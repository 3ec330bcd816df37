"""Memory that is given back: what the C library keeps of large blocks after they were freed."""

from __future__ import annotations

import ctypes
from functools import cache

M_MMAP_THRESHOLD = -3  # of malloc.h
LARGE = 1 << 20  # bytes


@cache
def given_back() -> None:
    """Blocks of :data:`LARGE` bytes go back to the system when they are freed, for the rest of this process.

    glibc keeps ever larger ones once it has seen some freed (up to 32 MB, ``man 3 mallopt``): 70 MB of a worker. Where there is
    another C library nothing is asked for, and nothing is wrong.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
