"""Every test of the data sets has a cache of its own."""

from pathlib import Path

import pytest

from datasets import cache


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the cache at an empty folder, which does not exist yet."""
    place = tmp_path / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(place))
    monkeypatch.delenv("DATASETS_CIFAR10", raising=False)
    return place
