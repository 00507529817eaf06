"""Random series of a metric, in the stretches that a plateau has to tell apart."""

from hypothesis import strategies as st


def finite(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


def metrics(*, longest: int = 60) -> st.SearchStrategy[tuple[float, ...]]:
    """Series of stretches: better and better, flat, noisy, worse, on both sides of 0."""

    def stretch(kind: str, level: float, count: int, noise: list[float]) -> list[float]:
        steps = range(count)
        match kind:
            case "falling":
                return [level * 0.97**n for n in steps]
            case "rising":
                return [level + 0.03 * n for n in steps]
            case "flat":
                return [level for _ in steps]
            case _:
                return [level + each for each in noise[:count]]

    part = st.builds(
        stretch,
        st.sampled_from(("falling", "rising", "flat", "noisy")),
        st.sampled_from((0.0, 1.0, -1.0, 0.5)) | finite(-3.0, 3.0),
        st.integers(1, 15),
        st.lists(finite(-0.1, 0.1), min_size=15, max_size=15),
    )
    parts = st.lists(part, min_size=1, max_size=6)
    return parts.map(lambda found: tuple(value for each in found for value in each)[:longest])
