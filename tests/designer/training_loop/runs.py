"""Random runs of every length and kind, small enough to be run batch by batch."""

from hypothesis import strategies as st

from rampsmith.designer.document.clock import REMAINDERS
from rampsmith.designer.document.run import Run

lengths: st.SearchStrategy[dict[str, int | None]] = st.one_of(
    st.builds(dict, epochs=st.integers(1, 5)),
    st.builds(dict, epochs=st.none(), updates=st.integers(1, 40)),
    st.builds(
        dict,
        epochs=st.none(),
        total_tokens=st.integers(1, 900),
        tokens_per_sample=st.integers(1, 9),
    ),
)
small_runs = st.builds(
    lambda samples, batch, devices, accumulation, drop, remainder, length: Run(
        samples, batch, devices, accumulation, drop, remainder, **length
    ),
    st.integers(1, 60),
    st.integers(1, 20),
    st.integers(1, 3),
    st.integers(1, 7),
    st.booleans(),
    st.sampled_from(REMAINDERS),
    lengths,
)
