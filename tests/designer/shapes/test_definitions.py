"""Every shape of the libraries against its formula as the library itself writes it."""

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rampsmith.designer.shapes.bezier import bezier
from rampsmith.designer.shapes.cosine_k import cosine_k
from rampsmith.designer.shapes.decay_to_floor import decay_to_floor
from rampsmith.designer.shapes.ema_warmup import ema_warmup
from rampsmith.designer.shapes.exponential_to_end import exponential_to_end
from rampsmith.designer.shapes.inverse_linear import inverse_linear
from rampsmith.designer.shapes.inverse_sqrt import inverse_sqrt
from rampsmith.designer.shapes.logarithmic import logarithmic
from rampsmith.designer.shapes.one_minus_square import one_minus_square
from rampsmith.designer.shapes.polynomial import polynomial
from rampsmith.designer.shapes.polynomial_k import polynomial_k
from rampsmith.designer.shapes.power_law import power_law
from rampsmith.designer.shapes.power_of_p import power_of_p
from rampsmith.designer.shapes.quarter_sine import quarter_sine
from rampsmith.designer.shapes.rex import rex
from rampsmith.designer.shapes.tanh import tanh

PEAKS = st.floats(1e-6, 1.0)
SHARES = st.floats(0.01, 1.0)
LENGTHS = st.integers(2, 100_000)

same = pytest.approx


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    """Draw a step of a segment, and how many it has."""
    length = draw(LENGTHS)
    return draw(st.integers(0, length - 1)), length


@given(PEAKS, SHARES, places())
def test_the_logarithmic_warmup_is_that_of_deepspeed(
    peak: float, share: float, place: tuple[int, int]
) -> None:
    t, length = place
    warmup_num_steps = length + 1
    lowest = peak * (1 - share)
    gamma = (1.0 / math.log(warmup_num_steps)) * math.log(t + 1)
    found = logarithmic(lowest, peak, float(t), float(length), 1.0)
    assert found == same(lowest + (peak - lowest) * gamma, rel=1e-12)


@given(PEAKS, SHARES, places(), st.floats(0.2, 5.0))
def test_a_cosine_with_k_is_that_of_timm(
    peak: float, share: float, place: tuple[int, int], k: float
) -> None:
    t, t_i = place
    lowest = share * peak
    theirs = lowest + 0.5 * (peak - lowest) * (1 + math.cos(math.pi * t**k / t_i**k))
    assert cosine_k(peak, lowest, t / t_i, k) == same(theirs, rel=1e-11)


@given(PEAKS, SHARES, places(), st.floats(0.2, 5.0), st.floats(0.2, 5.0))
def test_a_polynomial_with_k_is_that_of_timm(
    peak: float, share: float, place: tuple[int, int], power: float, k: float
) -> None:
    t, t_i = place
    lowest = share * peak
    theirs = lowest + (peak - lowest) * (1 - t**k / t_i**k) ** power
    assert polynomial_k(peak, lowest, t / t_i, power, k) == same(theirs, rel=1e-9)


@given(PEAKS, SHARES, places(), st.floats(-10, 0), st.floats(0.1, 10))
def test_the_tanh_is_that_of_timm(
    peak: float, share: float, place: tuple[int, int], lb: float, ub: float
) -> None:
    t, t_i = place
    tr, lowest = t / t_i, share * peak
    theirs = lowest + 0.5 * (peak - lowest) * (1 - math.tanh(lb * (1.0 - tr) + ub * tr))
    assert tanh(peak, lowest, tr, lb, ub) == same(theirs, rel=1e-12)


@given(PEAKS, SHARES, places())
def test_rex_is_that_of_its_paper_and_of_axolotl(
    peak: float, share: float, place: tuple[int, int]
) -> None:
    t, steps = place
    lowest, z = share * peak, (steps - t) / steps
    paper = lowest + (peak - lowest) * (1 - t / steps) / (0.5 + 0.5 * (1 - t / steps))
    axolotl = lowest + (peak - lowest) * (z / (0.1 + 0.9 * z))
    assert rex(peak, lowest, t / steps, 0.5) == same(paper, rel=1e-12)
    assert rex(peak, lowest, t / steps, 0.9) == same(axolotl, rel=1e-11)


@given(PEAKS, SHARES, places())
def test_the_exponential_to_the_end_is_megatron_s_and_halves(
    peak: float, share: float, place: tuple[int, int]
) -> None:
    n, length = place
    lowest = share * peak
    coeff = (2.0 * math.pow(0.5, float(n) / float(length))) - 1.0
    found = exponential_to_end(peak, lowest, n / length, 0.5)
    assert found == same(lowest + coeff * (peak - lowest), rel=1e-12)


@given(PEAKS, SHARES, places())
def test_the_inverse_line_is_that_of_lingua(
    peak: float, share: float, place: tuple[int, int]
) -> None:
    n, decay = place
    inverse = (n / decay) * (1 / share) + (1 - n / decay)
    assert inverse_linear(peak, share * peak, n / decay) == same(peak / inverse, rel=1e-12)


@given(PEAKS, st.floats(0, 1), st.integers(1, 10_000), st.integers(0, 10**6))
def test_the_power_law_with_a_floor_is_that_of_llm_foundry(
    peak: float, alpha: float, scale: int, n: int
) -> None:
    coeff = 1 / ((n + scale) / scale) ** 0.5
    theirs = alpha + coeff * (1.0 - alpha)
    assert power_law(peak, n, scale, 0.5, alpha) == same(peak * theirs, rel=1e-12)


@given(PEAKS, st.floats(1, 1e5), st.floats(0.1, 3.0), st.integers(0, 10**6))
def test_the_power_law_is_k_diffusion_s_inverse_and_the_inverse_square_root(
    peak: float, inv_gamma: float, power: float, n: int
) -> None:
    theirs = peak * (1 + n / inv_gamma) ** -power
    assert power_law(peak, n, inv_gamma, power, 0.0) == same(theirs, rel=1e-12)
    root = inverse_sqrt(peak, n, inv_gamma)
    assert power_law(peak, n, inv_gamma, 0.5, 0.0) == same(root, rel=1e-15)


@given(PEAKS, st.integers(1, 10_000), st.integers(1, 10**6))
def test_the_power_law_is_noam_from_its_peak_on(peak: float, warmup: int, n: int) -> None:
    theirs = peak * warmup**0.5 * (warmup + n) ** -0.5
    assert power_law(peak, n, warmup, 0.5, 0.0) == same(theirs, rel=1e-12)


@given(PEAKS, st.floats(0.01, 0.99), SHARES, st.integers(0, 200))
def test_the_exponential_to_a_floor_is_that_of_kaggle_s_lrfn(
    peak: float, decay: float, share: float, epoch: int
) -> None:
    lowest = share * peak
    theirs = (peak - lowest) * decay**epoch + lowest
    assert decay_to_floor(peak, epoch, 1, decay, share) == same(theirs, rel=1e-12)


@given(st.floats(0.01, 0.9999), st.integers(0, 10_000))
def test_the_ema_warmup_is_that_of_k_diffusion(warmup: float, last_epoch: int) -> None:
    theirs = 1 - warmup ** (last_epoch + 1)
    assert ema_warmup(1 - warmup, 1.0, last_epoch, warmup) == same(theirs, rel=1e-9, abs=1e-15)


@given(SHARES, places())
def test_the_quarter_sine_is_the_delay_of_mip_nerf(mult: float, place: tuple[int, int]) -> None:
    step, steps = place
    theirs = mult + (1 - mult) * math.sin(0.5 * math.pi * min(max(step / steps, 0), 1))
    assert quarter_sine(mult, 1.0, step / steps) == same(theirs, rel=1e-12)


@given(PEAKS, places())
def test_a_power_of_p_is_the_quadratic_warmup_of_yolox(peak: float, place: tuple[int, int]) -> None:
    iters, warmup = place
    start = peak / 100
    theirs = (peak - start) * pow(iters / float(warmup), 2) + start
    assert power_of_p(start, peak, iters / warmup, 2.0) == same(theirs, rel=1e-12)


NEUTRAL: list[tuple[str, Callable[[float], float], Callable[[float], float]]] = [
    ("k 1", lambda p: polynomial_k(1, 0.2, p, 1.7, 1.0), lambda p: polynomial(1, 0.2, p, 1.7)),
    ("power 1", lambda p: polynomial_k(1, 0.2, p, 1.0, 3.0), lambda p: power_of_p(1, 0.2, p, 3.0)),
    ("exponent 2", lambda p: power_of_p(1, 0.2, p, 2.0), lambda p: one_minus_square(1, 0.2, p)),
]


@pytest.mark.parametrize(("name", "found", "expected"), NEUTRAL, ids=[row[0] for row in NEUTRAL])
def test_a_shape_with_neutral_settings_is_the_plain_one(
    name: str, found: Callable[[float], float], expected: Callable[[float], float]
) -> None:
    ways = [step / 64 for step in range(65)]
    assert [found(p) for p in ways] == pytest.approx([expected(p) for p in ways], abs=1e-15)


ONES = st.sampled_from((0.0, 1.0, 0.5)) | st.floats(0.0, 1.0)


@given(PEAKS, SHARES, st.floats(0.001, 0.999), st.tuples(ONES, ONES, ONES, ONES))
def test_a_bezier_ease_is_the_timing_function_of_css(
    peak: float, share: float, s: float, handles: tuple[float, float, float, float]
) -> None:
    # The point of the curve for each s, by de Casteljau: where x is p, y is the share of the way.
    x1, y1, x2, y2 = handles

    def between(*points: float) -> float:
        while len(points) > 1:
            points = tuple(a + (b - a) * s for a, b in pairwise(points))
        return points[0]

    p, y = between(0.0, x1, x2, 1.0), between(0.0, y1, y2, 1.0)
    # Where x stands still, as at the middle of 1, …, 0, one p has many s close by.
    slope = 3 * ((1 - s) ** 2 * x1 + 2 * (1 - s) * s * (x2 - x1) + s * s * (1 - x2))
    assume(slope > 1e-4)
    lowest = share * peak
    assert bezier(peak, lowest, p, *handles) == same(peak + (lowest - peak) * y, rel=1e-9)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.tuples(ONES, ONES, ONES, ONES))
def test_a_bezier_ease_never_turns_back(
    p: float, q: float, handles: tuple[float, float, float, float]
) -> None:
    early, late = (bezier(1.0, 0.0, each, *handles) for each in sorted((p, q)))
    assert early >= late - 1e-12
    assert 0.0 <= late <= early <= 1.0 or early == same(late, abs=1e-12)
