"""What the proofs of the triage core share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def second_reading() -> ModuleType:
    """The independent reading of the clinical reference, which lies beside the tests."""
    path = Path(__file__).resolve().with_name("second_reading.py")
    spec = importlib.util.spec_from_file_location("second_reading", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
