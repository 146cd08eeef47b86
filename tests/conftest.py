"""Options of the whole test run, and what all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="run the golden answers in the sandbox and write report.json and screen.txt anew",
    )


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where processes may keep what they read of the lessons, for all tests that are not about that."""
    return tmp_path_factory.mktemp("cache")
