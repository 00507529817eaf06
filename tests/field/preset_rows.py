"""Rows of the field that are presets with a few arguments."""

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.presets import preset_named


def _preset(name: str, *settings: str) -> Schedule:
    return preset_named(name).make_from_texts(settings)


BY_PRESET: dict[str, Schedule] = {
    "llmc_cosine": _preset("llm.c"),
    "timm_cosine_cycles": _preset(
        "timm:cosine",
        "base_lr=0.5",
        "epochs=395",
        *("t_initial=50", "warmup_t=5", "warmup_lr_init=1e-6", "lr_min=1e-5"),
        *("cycle_mul=2", "cycle_decay=0.5", "cycle_limit=3", "warmup_prefix=true"),
    ),
    "timm_cosine_k_decay": _preset(
        "timm:cosine", "base_lr=0.5", "epochs=300", "lr_min=1e-5", "k_decay=1.5"
    ),
    "timm_tanh": _preset("timm:tanh", "base_lr=0.5", "epochs=300", "lr_min=1e-5"),
    "fairseq_tristage": _preset("tri-stage", "base_lr=5e-5", "max_update=20000"),
    "megatron_wsd_exp": _preset(
        "Megatron-LM",
        *("lr_decay_style=WSD", "lr_decay_iters=50000", "lr_wsd_decay_iters=10000"),
        "min_lr=1.5e-5",
    ),
    "megatron_isr": _preset(
        "Megatron-LM",
        *("lr_decay_style=inverse-square-root", "lr_decay_iters=50000", "min_lr=1.5e-5"),
    ),
    "deepspeed_onecycle": _preset(
        "deepspeed:OneCycle",
        *("steps=5000", "cycle_first_step_size=1000", "decay_step_size=1000", "decay_lr_rate=1"),
        *("cycle_min_mom=0.85", "cycle_max_mom=0.99"),
    ),
    "torchtitan_sqrt": _preset(
        "torchtitan", "steps=1000", "decay_ratio=0.2", "decay_type=sqrt", "min_lr_factor=0.1"
    ),
    "olmo_cos": _preset("olmo-core:CosWithWarmup"),
    "olmo_power": _preset("olmo-core:PowerLR"),
    "olmo_exponential": _preset("olmo-core:ExponentialScheduler"),
    "edm2": _preset("EDM2"),
    "kdiffusion_exponential": _preset("k-diffusion:ExponentialLR"),
    "mipnerf": _preset("mip-NeRF"),
    "yolox": _preset("YOLOX"),
    "espnet_warmuplr": _preset(
        "inverse-sqrt", "base_lr=0.002", "warmup=25000", "steps=200000", "counts_from=1"
    ),
    "nemo_cosine": _preset("nemo:CosineAnnealing", "min_lr=1e-6"),
    "nemo_square": _preset("nemo:SquareAnnealing"),
    "nemo_noam": _preset("nemo:NoamAnnealing", "min_lr=1e-6"),
    "diffusers_piecewise": _preset("diffusers:piecewise_constant", "base_lr=1e-4"),
    "torchvision_ref": _preset(
        "SequentialLR",
        *("stepping=update", "base_lr=0.5", "steps=90", "milestones=5"),
        "schedulers=[LinearLR(0.01, total_iters=5), CosineAnnealingLR(85)]",
    ),
    "deepseek_v2": _preset(
        "deepseek-7b",
        *("base_lr=2.4e-4", "steps=10000", "second_factor=0.099856"),
        *("first_length=30%", "second_length=10%"),
    ),
    "gpt3_tokens": _preset("gpt-3"),
    "hf_cosine_warmup_with_min_lr": _preset(
        "transformers:cosine_warmup_with_min_lr",
        *("base_lr=1e-4", "num_warmup_steps=100", "num_training_steps=1000"),
    ),
    "deepspeed_warmup_decay_log": _preset("deepspeed:WarmupDecayLR"),
    "deepspeed_warmup_cosine": _preset("deepspeed:WarmupCosineLR"),
    "olmo_cos_then_linear": _preset("olmo-core:CosWithWarmupAndLinearDecay"),
}
