"""The recorded service, and a run that asks it without waiting."""

from __future__ import annotations

import pytest

from tests.refresh.recorded import Recorded


@pytest.fixture
def recorded(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    service = Recorded()
    yield service
    service.close()
