"""What tests of verdicts share."""

import numpy as np
import pytest


@pytest.fixture
def chance() -> np.random.Generator:
    """The same chance for each test, whatever ran before it."""
    return np.random.default_rng(7)
