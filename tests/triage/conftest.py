"""What the proofs of the triage core share: modules that lie beside the tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _beside(name: str) -> ModuleType:
    """Import a module from this folder, which is no package."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, Path(__file__).resolve().with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def second_reading() -> ModuleType:
    """The independent reading of the clinical reference."""
    return _beside("second_reading")


@pytest.fixture(scope="session")
def levels() -> ModuleType:
    """The level of very many findings at once."""
    return _beside("levels")


@pytest.fixture(scope="session")
def rule_cases() -> ModuleType:
    """What makes each rule fire and what nearly does."""
    return _beside("rule_cases")


@pytest.fixture(scope="session")
def mutants(rule_cases: ModuleType) -> ModuleType:
    """Every way to break one condition of the rules."""
    assert rule_cases
    return _beside("mutants")
