"""The mean of the values around each."""

import numpy as np
import pytest

from rampsmith.designer.logs.smoothing import moving_mean


@pytest.mark.parametrize("count", [1, 2, 5, 40])
@pytest.mark.parametrize("over", [1, 2, 3, 7, 50])
def test_each_mean_is_of_the_values_around_it(count: int, over: int) -> None:
    values = np.arange(1.0, count + 1) ** 2
    begins = [at - over // 2 for at in range(count)]
    expected = [values[max(0, begin) : begin + over].mean() for begin in begins]
    assert moving_mean(values, over) == pytest.approx(expected)


@pytest.mark.parametrize("spike", [1e20, 1.7e308, -1.7e308])
def test_a_loss_that_diverges_leaves_the_means_that_it_is_no_part_of_alone(spike: float) -> None:
    values = np.ones(60)
    values[10:13] = spike
    found = moving_mean(values, 6)
    assert np.isfinite(found).all()
    assert found[16:] == pytest.approx(np.ones(44))
