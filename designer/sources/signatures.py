"""The schedulers that code builds by name: their arguments in order, and the preset that each is.

What stands here is what the libraries' own signatures say; the tests compare both.
"""

from typing import NamedTuple

from rampsmith.designer.presets.other_names import SCHEDULE_FUNCTIONS


class Signature(NamedTuple):
    """A scheduler that code builds: its preset, and its arguments after the optimizer in order.

    Attributes:
        ignored: arguments that change no rate.
        named_first: whether a name of a schedule comes before the optimizer.
    """

    preset: str
    arguments: tuple[str, ...]
    named_first: bool = False


IGNORED = frozenset({"last_epoch", "verbose", "optimizer", "timm"})
"""Arguments that change no rate of a run from its beginning."""


def _signature(preset: str, arguments: str, *, named_first: bool = False) -> Signature:
    return Signature(preset, tuple(arguments.split()), named_first)


TORCH: dict[str, Signature] = {
    name: _signature(name, arguments)
    for name, arguments in {
        "StepLR": "step_size gamma last_epoch",
        "MultiStepLR": "milestones gamma last_epoch",
        "ConstantLR": "factor total_iters last_epoch",
        "LinearLR": "start_factor end_factor total_iters last_epoch",
        "ExponentialLR": "gamma last_epoch",
        "PolynomialLR": "total_iters power last_epoch",
        "CosineAnnealingLR": "T_max eta_min last_epoch",
        "CosineAnnealingWarmRestarts": "T_0 T_mult eta_min last_epoch",
        "CyclicLR": "base_lr max_lr step_size_up step_size_down mode gamma scale_fn scale_mode "
        "cycle_momentum base_momentum max_momentum last_epoch",
        "OneCycleLR": "max_lr total_steps epochs steps_per_epoch pct_start anneal_strategy "
        "cycle_momentum base_momentum max_momentum div_factor final_div_factor three_phase "
        "last_epoch",
        "ReduceLROnPlateau": "mode factor patience threshold threshold_mode cooldown min_lr eps",
        "LambdaLR": "lr_lambda last_epoch",
        "MultiplicativeLR": "lr_lambda last_epoch",
        "SWALR": "swa_lr anneal_epochs anneal_strategy last_epoch",
        "SequentialLR": "schedulers milestones last_epoch",
        "ChainedScheduler": "optimizer",
    }.items()
}

WITH_WARMUP: dict[str, Signature] = {
    name: _signature(SCHEDULE_FUNCTIONS[name], arguments)
    for name, arguments in {
        "get_constant_schedule": "last_epoch",
        "get_constant_schedule_with_warmup": "num_warmup_steps last_epoch",
        "get_linear_schedule_with_warmup": "num_warmup_steps num_training_steps last_epoch",
        "get_cosine_schedule_with_warmup": "num_warmup_steps num_training_steps num_cycles last_epoch",
        "get_cosine_with_hard_restarts_schedule_with_warmup": "num_warmup_steps num_training_steps num_cycles last_epoch",
        "get_polynomial_decay_schedule_with_warmup": "num_warmup_steps num_training_steps lr_end power last_epoch",
        "get_inverse_sqrt_schedule": "num_warmup_steps timescale last_epoch",
        "get_cosine_with_min_lr_schedule_with_warmup": "num_warmup_steps num_training_steps num_cycles last_epoch min_lr min_lr_rate",
        "get_cosine_with_min_lr_schedule_with_warmup_lr_rate": "num_warmup_steps num_training_steps num_cycles last_epoch min_lr min_lr_rate warmup_lr_rate",
        "get_wsd_schedule": "num_warmup_steps num_decay_steps num_training_steps num_stable_steps warmup_type decay_type min_lr_ratio num_cycles last_epoch",
        "get_reduce_on_plateau_schedule": "",
        "get_piecewise_constant_schedule": "step_rules last_epoch",
    }.items()
}
"""What transformers and diffusers make schedules with; both have the same names for the same."""

GET_SCHEDULER = _signature(
    "", "num_warmup_steps num_training_steps scheduler_specific_kwargs", named_first=True
)
"""get_scheduler of transformers."""
GET_SCHEDULER_OF_DIFFUSERS = _signature(
    "",
    "step_rules num_warmup_steps num_training_steps num_cycles power last_epoch",
    named_first=True,
)

SCHEDULER_TYPES: dict[str, str] = {
    "reduce_lr_on_plateau": "transformers:reduce_lr_on_plateau",
    "piecewise_constant": "diffusers:piecewise_constant",
    **{
        name: f"transformers:{name}"
        for name in (
            "constant",
            "constant_with_warmup",
            "linear",
            "cosine",
            "cosine_with_restarts",
            "polynomial",
            "inverse_sqrt",
            "cosine_with_min_lr",
            "cosine_warmup_with_min_lr",
            "warmup_stable_decay",
        )
    },
}
"""The presets by the names that get_scheduler and TrainingArguments take."""
