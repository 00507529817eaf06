"""When to use each preset and when not, a line each for the card that shows it."""

from typing import NamedTuple


class Advice(NamedTuple):
    """The uses that a preset is good for, and those that it is not."""

    good: str
    bad: str


_LONGER = "runs made longer later"
_KNOWN_END = "runs of known length"
_OPEN_END = "runs with an open end"
_COSINE = Advice(_KNOWN_END, _LONGER)
_COSINE_WARM = Advice("most training from scratch", _LONGER)
_LINEAR = Advice("fine-tuning", _LONGER)
_HELD = Advice("tests and comparisons", "the best final loss")
_STAIRS = Advice("classifiers of images", "tasks nobody has tuned")
_WSD = Advice(_LONGER, "very short runs")
_ROOT = Advice(_OPEN_END, "a low rate at the end")
_ROOT_DOWN = Advice("open runs, annealed late", "short runs")
_CYCLES = Advice("ensembles of minima", "a single model")
_ONE_CYCLE = Advice("short runs, high rates", _LONGER)
_PLATEAU = Advice("runs with a metric", "large, planned runs")
_POWER = Advice("segmentation, speech", _LONGER)
_FALLING = Advice("small networks", "long runs: it dies away")
_RANGE = Advice("finding the highest rate", "training itself")
_FREE = Advice("formulas and chains", "what has a preset")
_RECIPE = Advice("its model and its data", "other scales, unsearched")
_GPT = Advice("language models", "fine-tuning")
_DETECTOR = Advice("detectors from scratch", "short fine-tuning")
_DIFFUSION = Advice("diffusion with averages", "short fine-tuning")
_SCENES = Advice("one scene at a time", "models of many scenes")

_SAME = {
    _HELD: "constant transformers:constant",
    _LINEAR: "warmup-linear WarmupLinearSchedule transformers:linear olmo-core:LinearWithWarmup "
    "nemo:WarmupAnnealing deepspeed:WarmupDecayLR",
    _COSINE_WARM: "warmup-cosine CosineWarmupScheduler transformers:cosine "
    "transformers:cosine_with_min_lr transformers:cosine_warmup_with_min_lr "
    "deepspeed:WarmupCosineLR olmo-core:CosWithWarmup olmo-core:HalfCosWithWarmup "
    "nemo:CosineAnnealing",
    _COSINE: "CosineAnnealingLR timm:cosine timm:tanh",
    _WSD: "warmup-stable-decay transformers:warmup_stable_decay timm:wsd olmo-core:WSD "
    "olmo-core:WSDS 1-sqrt-cooldown",
    _STAIRS: "step-decay StepLR MultiStepLR timm:step timm:multistep diffusers:piecewise_constant",
    _ROOT: "inverse-sqrt transformers:inverse_sqrt Noam olmo-core:InvSqrtWithWarmup "
    "nemo:NoamAnnealing nemo:NoamHoldAnnealing nemo:InverseSquareRootAnnealing",
    _ROOT_DOWN: "timm:rsqrt olmo-core:PowerLR",
    _CYCLES: "CosineAnnealingWarmRestarts CosineAnnealingWarmupRestarts "
    "transformers:cosine_with_restarts",
    _ONE_CYCLE: "OneCycleLR deepspeed:OneCycle",
    _PLATEAU: "ReduceLROnPlateau transformers:reduce_lr_on_plateau timm:plateau",
    _POWER: "PolynomialLR transformers:polynomial timm:poly polynomial-power-2 "
    "nemo:SquareAnnealing nemo:SquareRootAnnealing nemo:PolynomialDecayAnnealing",
    _FALLING: "ExponentialLR MultiplicativeLR",
    _RANGE: "deepspeed:LRRangeTest olmo-core:ExponentialScheduler",
    _FREE: "LambdaLR SequentialLR ChainedScheduler",
    _RECIPE: "transformer-base resnet-imagenet sgdr dino",
    _GPT: "llm.c nanoGPT torchtitan Megatron-LM gpt-3 llama-3-405b deepseek-7b nanochat "
    "t5-pre-training nemo:T5InverseSquareRootAnnealing bert-pre-training "
    "olmo-core:CosWithWarmupAndLinearDecay",
    _DETECTOR: "YOLOX yolo",
    _DIFFUSION: "EDM2 k-diffusion:InverseLR k-diffusion:ExponentialLR",
    _SCENES: "mip-NeRF 3d-gaussian-splatting",
}
ADVICE: dict[str, Advice] = {
    **{name: advice for advice, names in _SAME.items() for name in names.split()},
    "ConstantLR": Advice("a careful beginning", "training from scratch"),
    "LinearLR": Advice("a warmup before others", "a whole run"),
    "CyclicLR": Advice("finding a range", "large runs"),
    "SWALR": Advice("averaging weights", "all other runs"),
    "tri-stage": Advice("speech, as in wav2vec 2", _LONGER),
    "transformers:constant_with_warmup": Advice("fine-tuning, open runs", "the best final loss"),
    "nemo:WarmupHoldPolicy": Advice("fine-tuning, open runs", "the best final loss"),
    "deepspeed:WarmupLR": Advice("fine-tuning, open runs", "the best final loss"),
    "olmo-core:ConstantWithWarmup": Advice("open runs, annealed late", "the best final loss"),
    "fastai-one-cycle": Advice("fine-tuning", "training from scratch"),
    "layer-wise-decay": Advice("fine-tuning of ViTs", "training from scratch"),
    "late-thaw": Advice("a new head", "training from scratch"),
}
"""The advice by the presets' names."""
