"""Thousands of mutated scripts and configurations: a sentence or a design, in time, and nothing run."""

import contextlib
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rampsmith.designer.files.design_error import DesignError
from tests.designer.sources.loops import LOOPS
from tests.designer.sources.reading import rates, read
from tests.designer.sources.scripts import (
    ABSOLUTE,
    DEEPSPEED,
    FOLLOWED,
    LAMBDAS,
    MADE,
    SEVERAL,
    SUBCLASS,
    ULTRALYTICS,
    YAML,
    mmengine,
)
from tests.designer.sources.styles import STYLES
from tests.designer.sources.work import calls_in

MOST_CALLS = 3_000_000
"""Calls that no text takes; they are made in a second or two."""
HANGS = 3_600
"""Seconds after which five thousand texts have hung."""

SEEDS: tuple[tuple[str, str], ...] = (
    *((code, "train.py") for code in ABSOLUTE.values()),
    *((f"s = LambdaLR(o, {code})\n", "train.py") for code in LAMBDAS.values()),
    *((code, "train.py") for code in SEVERAL.values()),
    *((code, "train.py") for code, _ in STYLES.values()),
    *((code, "train.py") for code in LOOPS.values()),
    *(
        (f"{before}s = StepLR(o, 4, gamma={gamma})\n", "train.py")
        for before, gamma in FOLLOWED.values()
    ),
    (MADE, "train.py"),
    (SUBCLASS, "train.py"),
    (
        mmengine(
            "[dict(type='LinearLR', by_epoch=False, begin=0, end=500), dict(type='StepLR', step_size=4)]"
        ),
        "c.py",
    ),
    (ULTRALYTICS.format(cos_lr="true"), "args.yaml"),
    (YAML, "a.yaml"),
    (
        "learning_rate: 1e-4\nlr_scheduler_type: cosine\nmax_steps: 100\nwarmup_ratio: 0.1\n",
        "hf.yaml",
    ),
    (
        "run.py --learning_rate 1e-4 --lr_scheduler_type cosine --max_steps 100 --warmup_ratio 0.1",
        "-",
    ),
    (
        f'{{"scheduler": {{"type": "WarmupLR", "params": {DEEPSPEED["WarmupLR"]}}}}}'.replace(
            "'", '"'
        ),
        "ds.json",
    ),
    ("1:10,0.1:20,0.005", "-"),
)
EVIL = (
    "10 ** 10 ** 10",
    "9" * 5_000,
    "'a' * 10 ** 9",
    "[0] * 10 ** 9",
    "open('SIDE', 'w')",
    "__import__('os').system('touch SIDE')",
    "exec(\"open('SIDE', 'w')\")",
    "1e999",
    "nan",
    "-1",
    "0",
    "None",
    "True",
    "''",
    "lambda x: x",
    "range(10 ** 9)",
    "x := 5",
    "(" * 300 + ")" * 300,
    "-" * 3_000 + "1",
    "1" + " + 1" * 3_000,
    "a.b.c[d].e(f)(g)",
    "\u2028",
    "\0",
    "\ud800".encode("utf-8", "replace").decode(),
)


def mutated(text: str, chance: random.Random) -> str:
    """Return a text with some words replaced, or with parts doubled, moved or left out."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        if chance.random() < 0.7:
            text = with_another_word(text, chance)
            continue
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((1, 1, 3, 10, 40)))
        match chance.randrange(4):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + text[at:end] * 2 + text[end:]
            case 2:
                lines = text.splitlines(keepends=True)
                chance.shuffle(lines)
                text = "".join(lines)
            case _:
                text = text[:at] + chance.choice("()[]{}:=,.'\"\\\n#-") + text[at:]
    return text


def with_another_word(text: str, chance: random.Random) -> str:
    """Return a text in which a word, a number or a sign is another one of it, or an evil one."""
    words = [*re.finditer(r"[A-Za-z_]\w*|\d[\d.e-]*|[-+*/<>=]+", text)]
    if not words:
        return text
    word = chance.choice(words)
    alike = [each[0] for each in words if each[0][0].isalpha() == word[0][0].isalpha()]
    instead = chance.choice(EVIL) if chance.random() < 0.4 else chance.choice(alike)
    return text[: word.start()] + instead + text[word.end() :]


def try_all(count: int, seed: int) -> None:
    """Read so many mutated texts; each gives a design that can be drawn, or a sentence."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret.
    for number in range(count):
        text, name = chance.choice(SEEDS)
        changed = mutated(text, chance)
        try:
            schedule = read(changed, name).schedule
        except DesignError:
            continue
        except Exception as error:
            raise AssertionError(f"text {number}: {changed!r}") from error
        rates(schedule, 10)


def test_a_hundred_mutated_sources_end_in_a_design_or_a_sentence() -> None:
    try_all(100, seed=16)


@pytest.mark.long
def test_five_thousand_mutated_sources_run_nothing_and_hang_nowhere(tmp_path: Path) -> None:
    """In a process of its own, whose folder stays empty; the work for each is counted."""
    code = (
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[3])!r})\n"
        "from tests.designer.sources import test_mutated_sources as fuzz\n"
        "from tests.designer.sources.work import calls_in\n"
        "import random\n"
        "chance = random.Random(2026)\n"
        "seeds = [chance.randrange(10**9) for _ in range(5_000)]\n"
        "fuzz.try_all(100, 16)  # What is imported when it is first needed is no work of a text.\n"
        "print(max(calls_in(lambda: fuzz.try_all(1, seed)) for seed in seeds))\n"
    )
    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=HANGS,
    )
    assert child.returncode == 0, child.stderr[-3_000:]
    assert int(child.stdout) < MOST_CALLS
    assert list(tmp_path.iterdir()) == []


HOSTILE = {
    "a tower of powers": "s = StepLR(o, 10 ** 10 ** 10)\n",
    "a long number": f"s = StepLR(o, {'9' * 4_000})\n",
    "a long text": "s = StepLR(o, 'a' * 10 ** 10)\n",
    "a long list": "s = MultiStepLR(o, [1] * 10 ** 10)\n",
    "brackets": f"s = StepLR(o, {'(' * 5_000}1{')' * 5_000})\n",
    "a long sum": f"s = StepLR(o, {'1 + ' * 20_000}1)\n",
    "names in a circle": "a = b\nb = a\ns = StepLR(o, a)\n",
    "names in a fan": "a0 = 1\n"
    + "".join(f"a{n} = a{n - 1} + a{n - 1}\n" for n in range(1, 300))
    + "s = StepLR(o, a299)\n",
    "a function that doubles": "def get_lr(step):\n    x = step\n"
    + "    x = x * x + x\n" * 60
    + "    return x\n",
    "branches without end": "def get_lr(step):\n    x = 0\n"
    + "".join(f"    if step % {n} == 1:\n        x += 1\n" for n in range(2, 40))
    + "    return x\n",
    "a loop without end": "def get_lr(step):\n    for i in range(10 ** 9):\n        step += 1\n    return step\n",
    "a long run": "def get_lr(step):\n    return 0.1 if step < 10 ** 14 else 0.01\nmax_steps = 10 ** 15\n",
    "many calls": "s = StepLR(o, 3)\n" * 20_000,
    "schedulers in schedulers": "a = SequentialLR(o, [a, a], milestones=[1])\n" * 50,
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_script_takes_neither_time_nor_memory(code: str) -> None:
    with contextlib.suppress(DesignError):
        rates(read(code).schedule, 10)


HEAVY: dict[str, tuple[Callable[[int], str], str]] = {
    "schedulers": (lambda n: "s = StepLR(o, 3)\n" * (17 * n), "a.py"),
    "schedulers of themselves": (
        lambda n: "a = SequentialLR(o, [a, a], milestones=[1])\n" * (6 * n),
        "a.py",
    ),
    "names of names": (
        lambda n: "".join(f"a{k} = a{k - 1}\n" for k in range(1, 20 * n)),
        "a.py",
    ),
    "one name": (
        lambda n: (
            "def get_lr(step):\n    x = 1.0\n"
            + "    x = x * 0.5 + step\n" * (10 * n)
            + "    return x\n"
        ),
        "a.py",
    ),
    "branches": (
        lambda n: (
            "def get_lr(step):\n"
            + "".join(f"    if step < {k * 10}:\n        return {k}\n" for k in range(6 * n))
        ),
        "a.py",
    ),
    "powers": (
        lambda n: "def get_lr(step):\n    return " + " ** ".join(["step"] * (n // 100)) + "\n",
        "a.py",
    ),
    "appended schedulers": (
        lambda n: (
            "a = []\n"
            + "a.append(StepLR(o, 3))\n" * (4 * n)
            + "s = SequentialLR(o, a, milestones=[1])\n"
        ),
        "a.py",
    ),
    "attributes": (
        lambda n: "a.b = a.b\n" * (15 * n) + "s = StepLR(o, a.b)\n",
        "a.py",
    ),
    "objects": (lambda n: f"[{'{},' * (90 * n)}]", "a.json"),
    "lines": (
        lambda n: "".join(f"k{k}: [1, 2, {{a: b}}]\n" for k in range(12 * n)),
        "a.yaml",
    ),
}
"""Texts of a size, up to the longest that is read."""


@pytest.mark.long
@pytest.mark.parametrize(("text", "name"), HEAVY.values(), ids=HEAVY)
def test_the_work_of_a_text_does_not_grow_with_the_square_of_its_length(
    text: Callable[[int], str], name: str
) -> None:
    def reading(size: int) -> Callable[[], None]:
        def reads() -> None:
            with contextlib.suppress(DesignError):
                read(text(size), name)

        return reads

    quarter, whole = calls_in(reading(250)), calls_in(reading(1_000))
    # Four times the text; what grows with the square makes sixteen times the calls.
    assert whole < 6 * quarter + 100_000
    assert whole < 2 * MOST_CALLS


def test_nothing_of_a_script_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    side = tmp_path / "side"
    evil = f"__import__('pathlib').Path({str(side)!r}).touch()"
    for code in (
        f"{evil}\ns = StepLR(o, 3)\n",
        f"s = StepLR(o, {evil} or 3)\n",
        f"s = LambdaLR(o, lambda e: {evil} or 1.0)\n",
        f"def get_lr(step):\n    {evil}\n    return 0.1\n",
        f"class A:\n    x: int = {evil}\ns = StepLR(o, A().x)\n",
    ):
        with contextlib.suppress(DesignError):
            read(code)
    assert not side.exists()
