"""When to use each preset and when not, a line each for the card that shows it."""

from typing import NamedTuple


class Advice(NamedTuple):
    """What a preset is good for, and what it is not."""

    good: str
    bad: str


_KNOWN_END = "runs whose length is known"
_OPEN_END = "runs whose end is open"
_COSINE = Advice(_KNOWN_END, "runs that may be made longer")
_COSINE_WARM = Advice("most training from scratch", "runs that may be made longer")
_LINEAR = Advice("fine-tuning of transformers", "runs that may be made longer")
_HELD = Advice("short tests, or a base to compare with", "the best final loss")
_STAIRS = Advice("image classifiers with known milestones", "a new task: where to fall is a guess")
_WSD = Advice("runs that may be made longer, or branched", "short runs: cosine is as good")
_ROOT = Advice(_OPEN_END, "runs that need a low rate at their end")
_ROOT_DOWN = Advice("open runs that are annealed at the end", "short runs")
_CYCLES = Advice("several minima for an ensemble", "one model, once")
_ONE_CYCLE = Advice("short runs at a high peak", "runs that may be made longer")
_PLATEAU = Advice("runs with a validation metric", "large runs: nobody can plan it")
_POWER = Advice("segmentation, and as in its papers", "runs that may be made longer")
_FALLING = Advice("small networks and old recipes", "runs of unknown length: it dies away")
_RANGE = Advice("the search for the highest rate", "training itself")
_FREE = Advice("what no other preset says", "what another preset does say")
_RECIPE = Advice("its own model and data, or near them", "another scale, without a search")
_GPT = Advice("pre-training as in its code base", "fine-tuning")
_DETECTOR = Advice("detectors of its kind, from scratch", "fine-tuning of a few epochs")
_DIFFUSION = Advice("diffusion models with averaged weights", "short fine-tuning")
_SCENES = Advice("one scene, trained from nothing", "networks that see many scenes")

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
    _GPT: "llm.c nanoGPT torchtitan Megatron-LM llama-3-405b deepseek-7b nanochat "
    "t5-pre-training nemo:T5InverseSquareRootAnnealing bert-pre-training "
    "olmo-core:CosWithWarmupAndLinearDecay",
    _DETECTOR: "YOLOX yolo",
    _DIFFUSION: "EDM2 k-diffusion:InverseLR k-diffusion:ExponentialLR",
    _SCENES: "mip-NeRF 3d-gaussian-splatting",
}
ADVICE: dict[str, Advice] = {
    **{name: advice for advice, names in _SAME.items() for name in names.split()},
    "ConstantLR": Advice("a careful start of a pretrained network", "a start from scratch"),
    "LinearLR": Advice("a warmup, before another scheduler", "a whole run"),
    "CyclicLR": Advice("the search for a range, and small networks", "large runs"),
    "SWALR": Advice("the end of a run whose weights are averaged", "runs without averaging"),
    "tri-stage": Advice("speech, wav2vec 2.0 above all", "runs that may be made longer"),
    "transformers:constant_with_warmup": Advice("fine-tuning and open runs", "the best final loss"),
    "deepspeed:WarmupLR": Advice("fine-tuning and open runs", "the best final loss"),
    "olmo-core:ConstantWithWarmup": Advice("open runs, annealed later", "the best final loss"),
    "fastai-one-cycle": Advice("fine-tuning of a pretrained network", "training from scratch"),
    "layer-wise-decay": Advice("fine-tuning of a vision transformer", "training from scratch"),
    "late-thaw": Advice("a new head on a pretrained network", "training from scratch"),
}
"""The advice by the presets' names."""
