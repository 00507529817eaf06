"""The presets: what they are, and what is said about wrong arguments."""

import math
from dataclasses import fields

import pytest

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets import PRESETS, PresetError, preset_named
from rampsmith.designer.presets.common import CommonArguments, PresetFault
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.presets.values import Calls, Formula, read_value
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.values.numbers import EntryError
from rampsmith.designer.values.spans import Span


def made(name: str, *settings: str) -> Schedule:
    return preset_named(name).make_from_texts(settings)


def rates(schedule: Schedule, count: int | None = None) -> list[float]:
    return Rates(schedule).of_group(0, range(count or schedule.total_steps))


def close(values: list[float], expected: list[float]) -> bool:
    """Compare within the tolerance of the reference: 1e-12 of the highest, 1e-9 of each."""
    peak = max(map(abs, expected))
    pairs = zip(values, expected, strict=True)
    return all(abs(a - b) <= 1e-12 * peak and math.isclose(a, b, rel_tol=1e-9) for a, b in pairs)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_when_to_use_it_and_when_not(name: str) -> None:
    advice = PRESETS[name].advice
    assert advice is not None
    # A card has room for so much.
    assert 0 < len(advice.good) < 27
    assert 0 < len(advice.bad) < 26


def test_there_is_a_first_handful() -> None:
    assert list(PRESETS)[:6] == [
        "constant",
        "warmup-linear",
        "warmup-cosine",
        "warmup-stable-decay",
        "step-decay",
        "inverse-sqrt",
    ]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_possible_and_described(name: str) -> None:
    made_of_defaults = PRESETS[name].make()
    assert errors(made_of_defaults) == ()
    assert PRESETS[name].description
    assert len(PRESETS[name].line) < 80


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_takes_what_all_take_and_its_defaults_can_be_typed(name: str) -> None:
    arguments = PRESETS[name].arguments
    assert {field.name for field in fields(CommonArguments)} <= {
        argument.name for argument in arguments
    }
    for argument in arguments:
        assert read_value(argument.default_text, argument.kind) == argument.default
        assert argument.words
    typed = [f"{argument.name}={argument.default_text}" for argument in arguments]
    assert made(name, *typed) == PRESETS[name].make()


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("stepping", ["update", "epoch"])
def test_every_preset_is_possible_with_either_stepping(name: str, stepping: str) -> None:
    texts = [f"stepping={stepping}", "steps=200000", "class_name=Mine", "base_lr=0.25"]
    if stepping == "epoch" and PRESETS[name].make().run.is_endless:
        with pytest.raises(PresetError, match="A stream without end has no epochs"):
            made(name, *texts)
        texts += ["samples=50000", "batch_in=samples", "batch_size=128", "stages="]
    schedule = made(name, *texts)
    assert schedule.total_steps == 200_000
    assert schedule.class_name == "Mine"
    assert 0.25 in {group.base_lr for group in schedule.groups}
    if stepping == "epoch":
        steps = [each.span.amount for each in schedule.segments if each.span.unit == "steps"]
        assert not any(float(amount).is_integer() for amount in steps)


@pytest.mark.parametrize(("updates", "warmup"), [(1_000, 100), (90, 9), (7, 3), (50, 0)])
def test_warmup_linear_is_the_warmup_linear_schedule(updates: int, warmup: int) -> None:
    schedule = made("warmup-linear", f"steps={updates}", f"warmup={warmup}", "base_lr=5e-5")

    def original(t: int) -> float:
        if t < warmup:
            return t / max(1, warmup)
        return max(0.0, (updates - t) / max(1, updates - warmup))

    assert close(rates(schedule, updates + 5), [5e-5 * original(t) for t in range(updates + 5)])


def test_warmup_cosine_can_be_the_classic_hand_written_scheduler() -> None:
    schedule = made(
        "warmup-cosine",
        "warmup=5",
        "min_lr=0.001",
        "base_lr=0.1",
        "epochs=50",
        "stepping=epoch",
        "counts_from=1",
        "class_name=CosineWarmupScheduler",
    )

    def original(t: int) -> float:
        e = t + 1
        if e <= 5:
            return 0.1 * e / 5
        return 0.001 + (0.1 - 0.001) * 0.5 * (1 + math.cos(math.pi * (e - 5) / 45))

    values = rates(schedule)
    assert len(values) == 50
    assert close(values, [original(t) for t in range(50)])
    assert values[0] == pytest.approx(0.02, rel=1e-15)
    assert values[-1] == 0.001
    assert [segment.span for segment in schedule.segments] == [
        Span.of_epochs(5),
        Span.of_the_rest(),
    ]
    assert problems(schedule) == ()


def test_warmup_stable_decay_falls_with_the_root_at_the_end() -> None:
    schedule = made("warmup-stable-decay", "steps=1000", "warmup=100", "cooldown=20%")
    values = rates(schedule)
    assert values[:3] == [0.0, 1e-3 * 0.01, 1e-3 * 0.02]
    assert set(values[100:801]) == {1e-3}
    assert close(values[800:], [1e-3 * (1 - math.sqrt(n / 200)) for n in range(200)])


def test_step_decay_is_the_step_lr_of_the_tutorials() -> None:
    schedule = made(
        "step-decay", "base_lr=0.1", "every=3", "factor=0.1", "epochs=10", "stepping=epoch"
    )
    assert close(rates(schedule), [0.1] * 3 + [0.01] * 3 + [0.001] * 3 + [0.0001])


def test_the_first_stair_after_a_warmup_is_a_full_one() -> None:
    values = rates(made("step-decay", "steps=9", "warmup=3", "every=3", "factor=0.5", "base_lr=1"))
    assert close(values, [0, 1 / 3, 2 / 3, 1, 1, 1, 0.5, 0.5, 0.5])


def test_inverse_sqrt_is_that_of_transformers() -> None:
    schedule = made("inverse-sqrt", "steps=2000", "warmup=300", "base_lr=1")
    expected = [t / 300 if t < 300 else math.sqrt(300 / t) for t in range(2_000)]
    assert close(rates(schedule), expected)


def test_inverse_sqrt_is_noam_when_it_counts_from_one() -> None:
    peak = (512 * 4000) ** -0.5
    schedule = made(
        "inverse-sqrt", "steps=20000", "warmup=4000", f"base_lr={peak!r}", "counts_from=1"
    )
    noam = [512**-0.5 * min(n**-0.5, n * 4000**-1.5) for n in range(1, 20_001)]
    assert close(rates(schedule), noam)


def test_the_time_scale_can_be_set_apart_from_the_warmup() -> None:
    values = rates(made("inverse-sqrt", "steps=100", "warmup=0", "time_scale=50", "base_lr=1"))
    assert close(values, [math.sqrt(50 / (50 + t)) for t in range(100)])


def test_constant_is_constant() -> None:
    assert set(rates(made("constant", "steps=10"))) == {1e-3}


def test_the_run_can_be_given_in_epochs() -> None:
    schedule = made("constant", "samples=1,437", "batch_size=32", "epochs=20", "accumulation=2")
    assert schedule.total_steps == 23 * 20


@pytest.mark.parametrize(
    ("settings", "faults"),
    [
        (["warmpu=3"], ["warmup-cosine has no argument “warmpu”. Did you mean “warmup”?"]),
        (["Base_LR=1"], ["warmup-cosine has no argument “Base_LR”. Did you mean “base_lr”?"]),
        (["epochs=2.5"], ["epochs: “2.5” is not a whole number."]),
        (["base_lr=1e999"], ["base_lr: “1e999” is not a finite number."]),
        (
            ["warmup=3 weeks"],
            [
                "warmup: “weeks” is not a unit; there are updates, epochs, batches, samples, tokens and %."
            ],
        ),
        (
            ["stepping=epochs"],
            ["stepping: “epochs” is not “update” or “epoch”. Did you mean “epoch”?"],
        ),
        (["counts_from=2"], ["counts_from: “2” is not “0” or “1”."]),
        (["warmup"], ["“warmup” is not NAME=VALUE."]),
        (["warmup=1", "warmup=2"], ["“warmup” is set twice."]),
        (
            ["class_name=class"],
            ["'class' is a word of the Python language and cannot name a class."],
        ),
        (["class_name="], ["The class has no name."]),
        (["warmup=0.1"], ["warmup: “0.1” is less than one step. Did you mean “10%”?"]),
        (
            ["warmup_ratio=0.1"],
            ["warmup-cosine has no argument “warmup_ratio”. Did you mean “warmup=10%”?"],
        ),
        (
            ["min_lr_ratio=0.1"],
            ["warmup-cosine has no argument “min_lr_ratio”. Did you mean “min_factor”?"],
        ),
        (
            ["learning_rate=1"],
            ["warmup-cosine has no argument “learning_rate”. Did you mean “base_lr”?"],
        ),
        (["tokens=1B"], ["warmup-cosine has no argument “tokens”. Did you mean “total_tokens”?"]),
        (
            ["steps=900", "epochs=3"],
            ["steps and epochs both say how long the run is; leave one of them out."],
        ),
        (
            ["steps=9", "epochs=3", "total_tokens=1B"],
            [
                "steps, epochs and total_tokens all say how long the run is; leave all but one of them out."
            ],
        ),
        (
            ["total_tokens=1B"],
            ["The run is 1,000,000,000 tokens long, but how many one sample has is not given."],
        ),
        (
            ["samples=none"],
            ["A stream without end has no epochs: give the run's length in updates or tokens."],
        ),
        (["base_lr=-1"], ["The base rate must not be negative, as -1 is."]),
    ],
)
def test_a_wrong_argument_gets_one_sentence(settings: list[str], faults: list[str]) -> None:
    with pytest.raises(PresetError) as caught:
        made("warmup-cosine", *settings)
    assert [fault.sentence for fault in caught.value.faults] == faults


def test_all_wrong_arguments_are_said_at_once() -> None:
    with pytest.raises(PresetError) as caught:
        made("warmup-cosine", "epochs=x", "zzz=1")
    first, second = caught.value.faults
    assert first == PresetFault("epochs: “x” is not a number.", ("epochs",))
    assert second.sentence.startswith(
        "warmup-cosine has no argument “zzz”. It takes warmup, start_factor,"
    )


@pytest.mark.parametrize(
    ("preset", "settings", "arguments"),
    [
        ("warmup-cosine", ["base_lr=-1"], ("base_lr",)),
        ("warmup-cosine", ["batch_size=0"], ("batch_size",)),
        ("warmup-cosine", ["stages=512 from 100 steps; 64 from 50 steps"], ("stages",)),
        ("warmup-cosine", ["class_name="], ("class_name",)),
        ("inverse-sqrt", ["warmup=0"], ("warmup", "time_scale")),
        ("OneCycleLR", ["pct_start=2"], ("pct_start",)),
        ("SequentialLR", ["milestones=9 9"], ("milestones",)),
        ("warmup-cosine", ["zzz=1"], ()),
    ],
)
def test_a_fault_names_the_arguments_that_it_is_about(
    preset: str, settings: list[str], arguments: tuple[str, ...]
) -> None:
    with pytest.raises(PresetError) as caught:
        made(preset, *settings)
    assert caught.value.faults[0].arguments == arguments


def test_a_name_that_is_no_preset_gets_the_nearest_one() -> None:
    with pytest.raises(
        PresetError, match=r"no preset “warmup_cosin”\. Did you mean “warmup-cosine”"
    ):
        preset_named("warmup_cosin")
    with pytest.raises(PresetError, match="There are constant, warmup-linear"):
        preset_named("xyz")


def test_a_preset_made_from_values_refuses_unknown_names_too() -> None:
    with pytest.raises(PresetError, match="no argument “wamup”"):
        PRESETS["constant"].make(wamup=Span.of_steps(1))


def test_inverse_sqrt_without_warmup_or_time_scale_is_refused() -> None:
    with pytest.raises(PresetError, match="set time_scale too"):
        made("inverse-sqrt", "warmup=0")


def test_true_and_false_can_be_typed() -> None:
    assert read_value("Yes", bool) is True
    assert read_value("false", bool) is False
    with pytest.raises(ValueError, match="“maybe” is neither true nor false"):
        read_value("maybe", bool)


def test_a_preset_whose_arguments_cannot_be_typed_is_a_mistake_in_the_program() -> None:
    def unreadable(common: CommonArguments, *, loss: complex = 0j) -> Schedule:
        return common.schedule()

    with pytest.raises(TypeError, match=r"cannot read \['loss'\]"):
        PresetsFrom("Tests")("unreadable", "A preset with an argument of an unknown type.")(
            unreadable
        )
    assert "unreadable" not in PRESETS


def test_the_starter_has_no_problems_and_is_the_digits_run() -> None:
    assert problems(starter()) == ()
    assert starter().run.updates_per_epoch == 45
    assert starter().total_steps == 900
    assert starter().level_units == {"factor"}


def test_the_rise_of_one_cycle_stays_its_share_when_the_run_changes() -> None:
    schedule = made("OneCycleLR", "steps=1000")
    longer = with_run(schedule, updates=2_000)
    assert [timeline(each).ends[0] for each in (schedule, longer)] == [299, 599]
    momentum = curve_of(longer, MOMENTUM_CURVE)
    assert timeline(momentum).ends[0] == 599
    assert made("OneCycleLR", "steps=32").segments[0].span == Span(30, "percent", less=1)


def test_lists_and_functions_can_be_typed() -> None:
    assert read_value("[3, 7]", tuple[int, ...]) == (3, 7)
    assert read_value("0.1, 4e-1,", tuple[float, ...]) == (0.1, 0.4)
    assert read_value("[]", tuple[int, ...]) == ()
    assert read_value("lambda e: 1 / (e + 1)", Formula) == "1 / (t + 1)"
    assert read_value(" 0.95 ", Formula) == "0.95"


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("[3, x]", tuple[int, ...], "“x” is not a number."),
        ("[3.5]", tuple[int, ...], "“3.5” is not a whole number."),
        ("1 / (e + 1)", Formula, "“1 / (e + 1)”: e is Euler's number here; the step is called t."),
        ("1 / (n + 1)", Formula, "“1 / (n + 1)”: There is no “n” here; there are t."),
        ("__import__(0)", Formula, "There is no function “__import__” here."),
        ("StepLR", Calls, "“StepLR” is no list such as"),
        ("[1, 2]", Calls, "“1” is no list such as"),
        ("[StepLR(**x)]", Calls, "“StepLR(**x)” is no list such as"),
        ("[" * 3_000, Calls, "A list of 3,000 characters is too long."),
    ],
)
def test_wrong_lists_and_functions_get_one_sentence(text: str, kind: object, sentence: str) -> None:
    with pytest.raises(EntryError) as caught:
        read_value(text, kind)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("StepLR", ["step_size=0"], "step_size must be at least 1, not 0."),
        ("CyclicLR", ["base_lr=1", "max_lr=0.5"], "max_lr must not be below base_lr, as 0.5 is below 1."),
        ("OneCycleLR", ["total_steps=4", "pct_start=0.25"], "pct_start times the number of steps must not be 1."),
        ("OneCycleLR", ["pct_start=1.5"], "pct_start must be from 0 to 1, not 1.5."),
        ("ReduceLROnPlateau", ["factor=1"], "factor must be from 0 up to, and without, 1, not 1."),
        ("CosineAnnealingWarmupRestarts", ["warmup_steps=200"], "and without, first_cycle_steps, not 200."),
        ("transformers:linear", ["num_warmup_steps=9", "num_training_steps=5"], "from 0 to the 5 steps of it all, not 9."),
        ("transformers:cosine_with_min_lr", ["min_lr=0", "min_lr_rate=0"], "Only one of min_lr and min_lr_rate can be set."),
        ("tri-stage", ["phase_ratio=[0.5, 0.1]"], "three shares that add up to 1"),
    ],
)  # fmt: skip
def test_what_the_original_refuses_is_refused(
    name: str, settings: list[str], sentence: str
) -> None:
    with pytest.raises(PresetError) as caught:
        made(name, *settings)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("name", ["OneCycleLR", "CyclicLR", "CosineAnnealingWarmupRestarts"])
def test_presets_whose_original_overwrites_the_rates_are_absolute_and_say_so(name: str) -> None:
    assert made(name).level_units == {"rate"}
    assert "overwrites the rates" in PRESETS[name].description


def test_cosine_annealing_rises_again_unless_it_is_to_hold() -> None:
    waves = rates(made("CosineAnnealingLR", "T_max=10", "steps=30"))
    held = rates(made("CosineAnnealingLR", "T_max=10", "steps=30", "hold=true"))
    assert waves[10] == held[10] == 0
    assert waves[20] == 1e-3
    assert set(held[10:]) == {0.0}


def test_the_shortest_way_to_a_language_model_s_run() -> None:
    schedule = made(
        "warmup-cosine",
        *("samples=none", "batch_in=tokens", "batch_size=0.5M", "total_tokens=300B"),
        "warmup=375M tokens",
    )
    run = Run(None, 500_000, epochs=None, total_tokens=300 * 10**9, batch_in="tokens")
    assert schedule.run == run
    assert schedule.segments[0].span == Span(375_000_000, "tokens")
    assert schedule.total_steps == 600_000


def test_a_batch_that_grows_is_typed_as_in_the_window() -> None:
    ramp = ("batch_size=512", "stages=to 1536 by 512 until 1M samples", "epochs=90")
    schedule = made("constant", "samples=1.28M", *ramp)
    assert [(s.begin, s.batch_size) for s in schedule.run.stages] == [
        (Span(500_000, "samples"), 1024),
        (Span(1_000_000, "samples"), 1536),
    ]
    with pytest.raises(PresetError, match=r"stages: “up” is no stage such as"):
        made("constant", "stages=up")


def test_what_becomes_of_the_rest_of_an_epoch_can_be_said() -> None:
    run = made("constant", "samples=26", "batch_size=4", "accumulation=3", "remainder=carried").run
    assert (run.remainder, run.total_updates) == ("carried", 70)
    assert made("constant", "samples=26", "batch_size=4", "drop_last=true").run.total_updates == 180


@pytest.mark.parametrize(
    ("preset", "settings", "sentence"),
    [
        (
            "transformers:linear",
            ["num_training_steps=8000", "epochs=3"],
            (
                "num_training_steps=8000 makes a run of 8,000 updates, but epochs=3 one of 1,173 "
                "updates; leave one of them out."
            ),
        ),
        (
            "transformers:linear",
            ["num_warmup_steps=0.1"],
            (
                "num_warmup_steps: “0.1” is less than one step. Did you mean 10% of the run? It takes "
                "these in steps."
            ),
        ),
        (
            "timm:cosine",
            ["warmup_t=0.1"],
            "warmup_t: “0.1” is less than one step. Did you mean 10% of the run? It takes these in steps.",
        ),
        (
            "YOLOX",
            ["warmup_epochs=0.05"],
            "warmup_epochs: “0.05” is less than one epoch. Did you mean 5% of the run? It takes these in epochs.",
        ),
        ("StepLR", ["epochs=0.5"], "epochs: “0.5” is not a whole number."),
        (
            "StepLR",
            ["groups=a"],
            "StepLR has no argument “groups”. Did you mean “--group NAME=RATE”?",
        ),
        ("OneCycleLR", ["lr=1"], "OneCycleLR has no argument “lr”. Did you mean “max_lr”?"),
    ],
)
def test_what_contradicts_itself_is_refused(
    preset: str, settings: list[str], sentence: str
) -> None:
    with pytest.raises(PresetError) as caught:
        made(preset, *settings)
    assert [fault.sentence for fault in caught.value.faults] == [sentence]


def test_what_says_the_same_twice_is_no_contradiction() -> None:
    assert made("transformers:linear", "num_training_steps=1173", "epochs=3").total_steps == 1173
    assert made("OneCycleLR", "steps_per_epoch=100", "epochs=3").total_steps == 300


@pytest.mark.parametrize(
    ("name", "right"), [("wsd", "warmup-stable-decay"), ("onecycle", "OneCycleLR")]
)
def test_a_preset_is_found_by_the_name_that_it_has_elsewhere(name: str, right: str) -> None:
    with pytest.raises(PresetError, match=f"Did you mean “{right}”"):
        preset_named(name)


def test_epochs_that_are_given_take_the_place_of_steps_that_the_preset_brings() -> None:
    run = PRESETS["torchtitan"].make_from_texts(["epochs=3", "samples=50,000"]).run
    assert (run.epochs, run.updates) == (3, None)
    # A preset that brings steps or tokens says nothing of how much data there is.
    for name in ("torchtitan", "llm.c", "llama-3-405b"):
        assert PRESETS[name].common.samples is None
        with pytest.raises(PresetError, match="stream"):
            PRESETS[name].make_from_texts(["epochs=3"])
