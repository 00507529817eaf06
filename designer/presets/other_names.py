"""The names under which other libraries know presets and their arguments."""

from collections.abc import Collection

from rampsmith.designer.values.numbers import EntryError, exact_text, parsed_number

SCHEDULE_FUNCTIONS = {
    "get_constant_schedule": "transformers:constant",
    "get_constant_schedule_with_warmup": "transformers:constant_with_warmup",
    "get_linear_schedule_with_warmup": "transformers:linear",
    "get_cosine_schedule_with_warmup": "transformers:cosine",
    "get_cosine_with_hard_restarts_schedule_with_warmup": "transformers:cosine_with_restarts",
    "get_polynomial_decay_schedule_with_warmup": "transformers:polynomial",
    "get_inverse_sqrt_schedule": "transformers:inverse_sqrt",
    "get_cosine_with_min_lr_schedule_with_warmup": "transformers:cosine_with_min_lr",
    "get_cosine_with_min_lr_schedule_with_warmup_lr_rate": "transformers:cosine_warmup_with_min_lr",
    "get_wsd_schedule": "transformers:warmup_stable_decay",
    "get_reduce_on_plateau_schedule": "transformers:reduce_lr_on_plateau",
    "get_piecewise_constant_schedule": "diffusers:piecewise_constant",
}
"""Presets by the functions of transformers and diffusers; both have the same names for the same."""

PRESETS_ELSEWHERE = {
    "wsd": "warmup-stable-decay",
    "trapezoidal": "warmup-stable-decay",
    "cosine": "warmup-cosine",
    "linear": "warmup-linear",
    "onecycle": "OneCycleLR",
    "one_cycle": "OneCycleLR",
    "plateau": "ReduceLROnPlateau",
    "rsqrt": "inverse-sqrt",
    "inverse_sqrt": "inverse-sqrt",
    "tri_stage": "tri-stage",
    "warmuppolicy": "nemo:WarmupHoldPolicy",
    "polynomialholddecayannealing": "nemo:PolynomialDecayAnnealing",
    "noamlr": "Noam",
    "inverselr": "k-diffusion:InverseLR",
    "piecewise_constant": "diffusers:piecewise_constant",
    "yoloxwarmcos": "YOLOX",
    "optimizerparamscheduler": "Megatron-LM",
    "cosine_with_warmup": "warmup-cosine",
    "linear_with_warmup": "warmup-linear",
    **SCHEDULE_FUNCTIONS,
    **{
        f"{name}lrscheduler": f"timm:{name}"
        for name in ("cosine", "tanh", "poly", "step", "multistep", "plateau", "wsd")
    },
}
"""Presets by the names that they have elsewhere."""

_GREEDY = (
    "GreedyLR raises and lowers the rate as its metric goes, so that there is no curve to design; "
    "“ReduceLROnPlateau” only lowers it."
)
NO_PRESETS = {
    "greedy": _GREEDY,
    "greedylr": _GREEDY,
    "get_greedy_schedule": _GREEDY,
    "transformers:greedy": _GREEDY,
    "get_adafactor_schedule": "get_adafactor_schedule sets no rate; it tells those that Adafactor finds.",
    "get_scheduler": "get_scheduler makes a schedule by its name, such as transformers:linear.",
}
"""Why there is no preset for schedules of libraries, by their names in small letters."""

_RATES = ("max_lr", "base_lr")
_WARMUPS = ("warmup", "num_warmup_steps", "warmup_steps", "warmup_iters", "warmup_iterations")
_FLOORS = (
    *("min_factor", "min_lr_factor", "min_lr_rate", "final_lr_frac", "final_learning_rate_frac"),
    *("final_lr_scale", "end_factor", "lrf"),
)
_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "learning_rate": _RATES,
    "lr": _RATES,
    "warmup_ratio": (*_WARMUPS, "pct_start"),
    "warmup_fraction": (*_WARMUPS, "pct_start"),
    "min_lr_ratio": _FLOORS,
    "tokens": ("total_tokens",),
    "max_steps": ("steps",),
    "max_iters": ("steps",),
    "num_train_epochs": ("epochs",),
    "max_epochs": ("epochs",),
    "gradient_accumulation_steps": ("accumulation",),
    "per_device_train_batch_size": ("batch_size",),
    "train_batch_size": ("batch_size",),
    "seq_len": ("tokens_per_sample",),
    "seq_length": ("tokens_per_sample",),
    "block_size": ("tokens_per_sample",),
    "world_size": ("devices",),
    "num_processes": ("devices",),
}
"""What arguments are called here, the likeliest first."""

_GROUPS = ("groups", "param_groups", "parameter_groups")
"""What is given for each group by an option of its own."""

_SHARES = ("warmup_ratio", "warmup_fraction")


def meant_argument(name: str, text: str, names: Collection[str]) -> str:
    """Return what was meant by an argument of another library, as it would be typed; or nothing.

    Args:
        name: as it is called there.
        text: the value that it was given.
        names: the arguments that there are.
    """
    if name in _GROUPS:
        return "--group NAME=RATE"
    found = next((each for each in _ARGUMENTS.get(name, ()) if each in names), "")
    if name not in _SHARES or not found or found == "pct_start":
        return found
    share = share_words(text)
    return f"{found}={share}" if found == "warmup" and share else found


def share_words(text: str) -> str:
    """Write a number between 0 and 1 as percent: ``10%``; nothing for any other."""
    try:
        value = parsed_number(text)
    except EntryError:
        return ""
    return f"{exact_text(round(100 * value, 9))}%" if 0 < value < 1 else ""
