"""Tests of `trace`: a program is run as by Python, and once more traced."""

import pytest

pytest.register_assert_rewrite("tests.tracing.both")
