"""An exported class with a compiled step of the optimizer, as torch's own recipe has it."""

import pytest
import torch
from torch.optim import SGD

from tests.conformance.exports import subject_of
from tests.conformance.subject import rates
from tests.golden.schedules import GOLDEN

STEPS = 6

pytestmark = [
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # Torch's compiler gives some itself.
]


@pytest.mark.parametrize("name", ["starter", "cosine_warmup", "absolute_rates"])
def test_a_compiled_step_follows_rates_that_are_tensors_and_is_compiled_once(name: str) -> None:
    subject = subject_of(GOLDEN[name])
    parameter = torch.nn.Parameter(torch.zeros(3, dtype=torch.float64))
    parameter.grad = torch.ones(3, dtype=torch.float64)
    rate = torch.tensor(subject.bases[0], dtype=torch.float64)
    optimizer = SGD([parameter], lr=rate)
    scheduler = subject.build(optimizer)
    compiled: list[object] = []

    def backend(module: torch.fx.GraphModule, _: list[torch.Tensor]) -> object:
        compiled.append(module)
        return module.forward

    torch._dynamo.reset()
    step = torch.compile(optimizer.step, backend=backend)
    wanted = torch.zeros(3, dtype=torch.float64)
    counts = []
    for t in range(STEPS):
        (expected,) = subject.expected(t, subject.bases[:1])
        assert rates(optimizer) == (expected,)
        step()
        counts.append(len(compiled))
        scheduler.step()
        wanted -= expected
    torch.testing.assert_close(parameter.detach(), wanted, rtol=1e-12, atol=0.0)
    assert counts[0] > 0
    assert counts[1:] == [counts[1]] * (STEPS - 1), "no step was compiled anew"
