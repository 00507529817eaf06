"""More functions of the step, in the styles of many projects, and how each is asked for a rate.

Each has a call that runs it for the rate at a step: a name, or an expression in ``t``.
"""

STYLES: dict[str, tuple[str, str]] = {
    "a cooldown, with a dataclass": (
        """\
from dataclasses import dataclass

@dataclass
class Hyperparameters:
    num_iterations: int = 1480
    cooldown_frac: float = 0.4
    learning_rate: float = 0.02
args = Hyperparameters()

def get_lr(step: int):
    t = 1 - step / args.num_iterations
    assert 1 >= t >= 0
    w = min(t / args.cooldown_frac, 1.0)
    return args.learning_rate * (w * 1.0 + (1 - w) * 0.1)
""",
        "get_lr(t)",
    ),
    "tokens": (
        """\
class TrainerConfig:
    max_epochs = 10
    learning_rate = 3e-4
    warmup_tokens = 375e6
    final_tokens = 260e9
    lr_decay = True

config = TrainerConfig()
total_steps = 2000
tokens_per_step = 512 * 1024 * 200

def lr_at(step):
    tokens = (step + 1) * tokens_per_step
    if tokens < config.warmup_tokens:
        lr_mult = float(tokens) / float(max(1, config.warmup_tokens))
    else:
        progress = float(tokens - config.warmup_tokens) / float(max(1, config.final_tokens - config.warmup_tokens))
        lr_mult = max(0.1, 0.5 * (1.0 + math.cos(math.pi * progress)))
    lr = config.learning_rate * lr_mult
    return lr
""",
        "lr_at(t)",
    ),
    "the command line": (
        """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--num_iterations", type=int, default=900, help="steps")
parser.add_argument("--learning_rate", type=float, default=1e-4)
parser.add_argument("--warmup_iters", type=int, default=0)
parser.add_argument("--learning_rate_decay_frac", type=float, default=0.1)
args = parser.parse_args([])

def get_lr(it):
    min_lr = args.learning_rate * args.learning_rate_decay_frac
    if it < args.warmup_iters:
        return args.learning_rate * (it+1) / args.warmup_iters
    if it > args.num_iterations:
        return min_lr
    decay_ratio = (it - args.warmup_iters) / (args.num_iterations - args.warmup_iters)
    assert 0 <= decay_ratio <= 1
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (args.learning_rate - min_lr)
""",
        "get_lr(t)",
    ),
    "groups that are set": (
        """\
class args:
    lr = 1.5e-4
    min_lr = 0.
    warmup_epochs = 40
    epochs = 400

def adjust_learning_rate(optimizer, epoch, args):
    if epoch < args.warmup_epochs:
        lr = args.lr * epoch / args.warmup_epochs
    else:
        lr = args.min_lr + (args.lr - args.min_lr) * 0.5 * \\
            (1. + math.cos(math.pi * (epoch - args.warmup_epochs) / (args.epochs - args.warmup_epochs)))
    for param_group in optimizer.param_groups:
        if "lr_scale" in param_group:
            param_group["lr"] = lr * param_group["lr_scale"]
        else:
            param_group["lr"] = lr
    return lr
""",
        "adjust_learning_rate(sgd(), t, args)",
    ),
    "every thirty epochs, set": (
        """\
epochs = 90
class args:
    lr = 0.1
def adjust_learning_rate(optimizer, epoch, args=args):
    lr = args.lr * (0.1 ** (epoch // 30))
    for param_group in optimizer.param_groups:
        param_group['lr'] = lr
""",
        "set_by(adjust_learning_rate, t)",
    ),
    "a schedule of milestones, set": (
        """\
class Args: pass
args = Args()
args.lr = 0.03
args.epochs = 200
args.cos = False
args.schedule = [120, 160]
def adjust_learning_rate(optimizer, epoch, args):
    lr = args.lr
    if args.cos:
        lr *= 0.5 * (1. + math.cos(math.pi * epoch / args.epochs))
    else:
        for milestone in args.schedule:
            lr *= 0.1 if epoch >= milestone else 1.
    for param_group in optimizer.param_groups:
        param_group['lr'] = lr
""",
        "set_by(lambda o, e: adjust_learning_rate(o, e, args), t)",
    ),
    "a row that a function makes": (
        """\
def cosine_scheduler(base_value, final_value, epochs, niter_per_ep, warmup_epochs=0, start_warmup_value=0):
    warmup_schedule = np.array([])
    warmup_iters = warmup_epochs * niter_per_ep
    if warmup_epochs > 0:
        warmup_schedule = np.linspace(start_warmup_value, base_value, warmup_iters)

    iters = np.arange(epochs * niter_per_ep - warmup_iters)
    schedule = final_value + 0.5 * (base_value - final_value) * (1 + np.cos(np.pi * iters / len(iters)))

    schedule = np.concatenate((warmup_schedule, schedule))
    assert len(schedule) == epochs * niter_per_ep
    return schedule

lr_schedule = cosine_scheduler(0.0005, 1e-6, 100, 20, warmup_epochs=10)
""",
        "lr_schedule[t]",
    ),
    "a dictionary of rates": (
        """\
epochs = 60
LR_TABLE = {0: 0.1, 20: 0.05, 40: 0.001}
def lr_schedule(epoch):
    lr = 0.1
    for start, value in LR_TABLE.items():
        if epoch >= start:
            lr = value
    return lr
""",
        "lr_schedule(t)",
    ),
    "sorted items, reversed": (
        """\
epochs = 60
table = {0: 0.1, 20: 0.05, 40: 0.001}
def lr_schedule(epoch):
    for start in sorted(table, reverse=True):
        if epoch >= start:
            return table[start]
    return 0.1
""",
        "lr_schedule(t)",
    ),
    "a list of pairs": (
        """\
epochs = 60
LR_SCHEDULE = [(0, 0.1), (20, 0.01), (40, 0.001)]
def get_lr(epoch):
    lr = LR_SCHEDULE[0][1]
    for e, v in LR_SCHEDULE:
        if epoch >= e:
            lr = v
    return lr
""",
        "get_lr(t)",
    ),
    "pairs, looked for by index": (
        """\
epochs = 20
LR_SCHEDULE = [(3, 0.05), (6, 0.01), (9, 0.005), (12, 0.001)]
def lr_schedule(epoch, lr=0.1):
    if epoch < LR_SCHEDULE[0][0] or epoch > LR_SCHEDULE[-1][0]:
        return lr
    for i in range(len(LR_SCHEDULE)):
        if epoch == LR_SCHEDULE[i][0]:
            return LR_SCHEDULE[i][1]
    return lr
""",
        "lr_schedule(t)",
    ),
    "a long chain of elif": (
        """\
epochs = 200
def lr_schedule(epoch):
    lr = 1e-3
    if epoch > 180:
        lr *= 0.5e-3
    elif epoch > 160:
        lr *= 1e-3
    elif epoch > 120:
        lr *= 1e-2
    elif epoch > 80:
        lr *= 1e-1
    pass
    return lr
""",
        "lr_schedule(t)",
    ),
    "np.interp": (
        """\
epochs = 24
def lr_schedule(t):
    return np.interp([t], [0, 5, 24], [0, 0.4, 0])[0]
""",
        "lr_schedule(t)",
    ),
    "np.interp, plainly": (
        """\
total_steps = 1200
def get_lr(step):
    return float(np.interp(step, [0, 300, 1200], [0.0, 0.4, 0.02]))
""",
        "get_lr(t)",
    ),
    "np.piecewise-like where": (
        """\
total_steps = 500
warmup = 50
def get_lr(step):
    return np.where(step < warmup, 0.1 * step / warmup, 0.1 * (1 - (step - warmup) / (total_steps - warmup)))
""",
        "get_lr(t)",
    ),
    "a closure": (
        """\
def make_lr_fn(peak, warmup, total, end=0.0):
    def lr_fn(step):
        if step < warmup:
            return peak * step / warmup
        frac = (step - warmup) / (total - warmup)
        return end + (peak - end) * (1 - frac) ** 2
    return lr_fn

lr_fn = make_lr_fn(0.1, 20, 200, end=0.001)
total_steps = 200
""",
        "lr_fn(t)",
    ),
    "a returned lambda": (
        """\
def linear_decay(base, total):
    return lambda step: base * (1 - step / total)

lr_at = linear_decay(0.2, 400)
total_steps = 400
""",
        "lr_at(t)",
    ),
    "a callable class": (
        """\
class WarmupCosine:
    def __init__(self, base_lr, warmup_steps, total_steps, min_lr=0.0):
        self.base_lr = base_lr
        self.warmup_steps = warmup_steps
        self.total_steps = total_steps
        self.min_lr = min_lr

    def __call__(self, step):
        if step < self.warmup_steps:
            return self.base_lr * (step + 1) / self.warmup_steps
        p = (step - self.warmup_steps) / (self.total_steps - self.warmup_steps)
        return self.min_lr + 0.5 * (self.base_lr - self.min_lr) * (1 + math.cos(math.pi * p))

lr_schedule = WarmupCosine(6e-4, 30, 300, min_lr=6e-5)
""",
        "lr_schedule(t)",
    ),
    "property and helper methods": (
        """\
class LRSchedule:
    def __init__(self, lr=0.01, warmup=10, total_steps=110):
        self.lr, self.warmup, self.total_steps = lr, warmup, total_steps

    def _warm(self, step):
        return self.lr * (step + 1) / self.warmup

    def _cosine(self, step):
        return self.lr * 0.5 * (1 + math.cos(math.pi * (step - self.warmup) / (self.total_steps - self.warmup)))

    def get_lr(self, step):
        return self._warm(step) if step < self.warmup else self._cosine(step)

get_lr = LRSchedule().get_lr
""",
        "get_lr(t)",
    ),
    "torch.cos of a tensor": (
        """\
total_steps = 300
def get_lr(step):
    return 0.1 * 0.5 * (1 + torch.cos(torch.tensor(math.pi * step / total_steps, dtype=torch.float64)).item())
""",
        "get_lr(t)",
    ),
    "clamp": (
        """\
total_steps = 300
def get_lr(step):
    p = np.clip((step - 50) / 250, 0, 1)
    return 1e-3 * (1 - p) + 1e-5 * p
""",
        "get_lr(t)",
    ),
    "an inner function": (
        """\
total_steps = 400
def lr_schedule(step):
    def warm(s):
        return s / 40
    def decay(s):
        return 1 / math.sqrt(s / 40)
    return 0.01 * (warm(step) if step < 40 else decay(step))
""",
        "lr_schedule(t)",
    ),
    "integer division": (
        """\
total_epochs = 120
def get_lr(epoch):
    return max(1e-5, 0.1 * 0.5 ** (epoch // 20))
""",
        "get_lr(t)",
    ),
    "a class with an update": (
        """\
class cfg:
    lr = 5e-4
    warmup_updates = 400
    warmup_init_lr = 1e-7
total_steps = 4000
class InverseSquareRootSchedule:
    def __init__(self, cfg):
        self.cfg = cfg
        warmup_end_lr = cfg.lr
        self.lr_step = (warmup_end_lr - cfg.warmup_init_lr) / cfg.warmup_updates
        self.decay_factor = warmup_end_lr * cfg.warmup_updates**0.5
        self.lr = cfg.warmup_init_lr

    def step_update(self, num_updates):
        if num_updates < self.cfg.warmup_updates:
            self.lr = self.cfg.warmup_init_lr + num_updates * self.lr_step
        else:
            self.lr = self.decay_factor * num_updates**-0.5
        return self.lr
scheduler_ = InverseSquareRootSchedule(cfg)
""",
        "scheduler_.step_update(t)",
    ),
    "match": (
        """\
total_steps = 100
kind = "cosine"
def get_lr(step):
    match kind:
        case "cosine":
            return 0.05 * (1 + math.cos(math.pi * step / total_steps))
        case "linear":
            return 0.1 * (1 - step / total_steps)
""",
        "get_lr(t)",
    ),
    "a kind by if": (
        """\
total_steps = 100
decay = "linear"
def get_lr(step):
    if decay == "cosine":
        return 0.05 * (1 + math.cos(math.pi * step / total_steps))
    elif decay == "linear":
        return 0.1 * (1 - step / total_steps)
    else:
        raise ValueError(decay)
""",
        "get_lr(t)",
    ),
    "a for that breaks": (
        """\
epochs = 90
bounds = [30, 60]
rates = [0.1, 0.01, 0.001]
def get_lr(epoch):
    for bound, rate in zip(bounds, rates):
        if epoch < bound:
            return rate
    return rates[-1]
""",
        "get_lr(t)",
    ),
    "enumerate": (
        """\
epochs = 90
bounds = [30, 60]
def get_lr(epoch):
    lr = 0.1
    for i, bound in enumerate(bounds):
        if epoch >= bound:
            lr = 0.1 * 0.1 ** (i + 1)
    return lr
""",
        "get_lr(t)",
    ),
    "a while": (
        """\
epochs = 90
bounds = [30, 60]
rates = [0.1, 0.01, 0.001]
def get_lr(epoch):
    i = 0
    while i < len(bounds) and epoch >= bounds[i]:
        i += 1
    return rates[i]
""",
        "get_lr(t)",
    ),
    "bisect of a table": (
        """\
import bisect
epochs = 90
bounds = [30, 60]
rates = [0.1, 0.01, 0.001]
def get_lr(epoch):
    return rates[bisect.bisect(bounds, epoch)]
""",
        "get_lr(t)",
    ),
    "searchsorted": (
        """\
epochs = 90
bounds = np.array([30, 60])
rates = [0.1, 0.01, 0.001]
def get_lr(epoch):
    return rates[np.searchsorted(bounds, epoch, side="right")]
""",
        "get_lr(t)",
    ),
    "a sum of booleans": (
        """\
epochs = 90
def get_lr(epoch):
    return 0.1 * 0.2 ** sum(epoch >= m for m in [30, 60, 80])
""",
        "get_lr(t)",
    ),
    "a list comprehension": (
        """\
epochs = 90
def get_lr(epoch):
    passed = len([m for m in [30, 60, 80] if epoch >= m])
    return 0.1 * 0.2 ** passed
""",
        "get_lr(t)",
    ),
    "np.sum of an array": (
        """\
epochs = 90
def get_lr(epoch):
    return 0.4 * 0.1 ** np.sum(epoch >= np.array([30, 60, 80]))
""",
        "get_lr(t)",
    ),
    "walrus": (
        """\
total_steps = 200
def get_lr(step):
    if (p := step / total_steps) < 0.25:
        return 0.1 * p / 0.25
    return 0.1 * (1 - p) / 0.75
""",
        "get_lr(t)",
    ),
    "milestones as fractions": (
        """\
num_epochs = 40
def learning_rate(epoch, initial=0.1):
    optim_factor = 0
    if epoch > int(0.8 * num_epochs):
        optim_factor = 3
    elif epoch > int(0.6 * num_epochs):
        optim_factor = 2
    elif epoch > int(0.3 * num_epochs):
        optim_factor = 1
    return initial * math.pow(0.2, optim_factor)
""",
        "learning_rate(t)",
    ),
    "a hold, a ramp, a hold": (
        """\
class args:
    epochs = 150
    swa = True
    swa_start = 120
    swa_lr = 0.05
    lr_init = 0.1
def schedule(epoch):
    t = (epoch) / (args.swa_start if args.swa else args.epochs)
    lr_ratio = args.swa_lr / args.lr_init if args.swa else 0.01
    if t <= 0.5:
        factor = 1.0
    elif t <= 0.9:
        factor = 1.0 - (1.0 - lr_ratio) * (t - 0.5) / 0.4
    else:
        factor = lr_ratio
    return args.lr_init * factor
""",
        "schedule(t)",
    ),
    "restarts by modulo": (
        """\
total_steps = 300
def get_lr(step):
    return 0.05 * (1 + math.cos(math.pi * (step % 100) / 100))
""",
        "get_lr(t)",
    ),
    "triangles": (
        """\
total_steps = 400
step_size = 50
def clr_lr(iteration):
    cycle = math.floor(1 + iteration / (2 * step_size))
    x = abs(iteration / step_size - 2 * cycle + 1)
    return 1e-4 + (1e-2 - 1e-4) * max(0, 1 - x)
""",
        "clr_lr(t)",
    ),
    "cosines in cycles": (
        """\
T, M, alpha_zero = 120, 4, 0.2
epochs = 120
def cosine_anneal_schedule(t):
    cos_inner = np.pi * (t % (T // M))
    cos_inner /= T // M
    cos_out = np.cos(cos_inner) + 1
    return float(alpha_zero / 2 * cos_out)
""",
        "cosine_anneal_schedule(t)",
    ),
    "a global rate": (
        """\
LR = 0.1
EPOCHS = 50
def lr_for_epoch(epoch):
    global LR
    lr = LR
    if epoch >= 0.5 * EPOCHS: lr *= 0.1
    if epoch >= 0.75 * EPOCHS: lr *= 0.1
    return lr
""",
        "lr_for_epoch(t)",
    ),
    "the detection example's factor": (
        """\
total_steps = 60
warmup_iters, warmup_factor = 20, 0.001
def lr_factor(x):
    if x >= warmup_iters:
        return 1
    alpha = float(x) / warmup_iters
    return warmup_factor * (1 - alpha) + alpha
""",
        "lr_factor(t)",
    ),
    "minimum and maximum": (
        """\
total_steps = 100
def get_lr(step):
    return 0.1 * np.minimum(1.0, step / 10) * np.maximum(0.0, 1 - step / 100)
""",
        "get_lr(t)",
    ),
    "try and except": (
        """\
total_steps = 100
def get_lr(step):
    try:
        return 0.1 * min(1.0, step / 10)
    except ZeroDivisionError:
        return 0.1
""",
        "get_lr(t)",
    ),
    "a docstring and typing": (
        """\
from typing import Final
TOTAL_STEPS: Final[int] = 10_000
PEAK: Final = 3e-4
def lr_at_step(step: int, *, warmup: int = 500, peak: float = PEAK, total: int = TOTAL_STEPS) -> float:
    warm = min(step / warmup, 1.0)
    frac = max(0.0, (step - warmup) / (total - warmup))
    return peak * warm * (1.0 - 0.9 * frac)
""",
        "lr_at_step(t)",
    ),
    "cosine of degrees": (
        """\
total_steps = 180
def get_lr(step):
    return 0.05 * (1 + math.cos(math.radians(step)))
""",
        "get_lr(t)",
    ),
    "a continued if with None": (
        """\
total_steps = 100
decay_steps = None
def get_lr(step):
    d = decay_steps if decay_steps is not None else total_steps
    if d is None:
        return 0.1
    return 0.1 * (1 - step / d)
""",
        "get_lr(t)",
    ),
    "divmod": (
        """\
total_steps = 200
def get_lr(step):
    cycle, within = divmod(step, 50)
    return 0.1 * 0.5 ** cycle * (1 - within / 50)
""",
        "get_lr(t)",
    ),
    "two stages by a list": (
        """\
total_steps = 300
stages = [dict(end=100, lr=0.1), dict(end=200, lr=0.01), dict(end=300, lr=0.001)]
def get_lr(step):
    for stage in stages:
        if step < stage["end"]:
            return stage["lr"]
    return stages[-1]["lr"]
""",
        "get_lr(t)",
    ),
    "next of a generator": (
        """\
total_steps = 300
stages = [(100, 0.1), (200, 0.01), (300, 0.001)]
def get_lr(step):
    return next(lr for end, lr in stages if step < end)
""",
        "get_lr(t)",
    ),
    "unpacked config": (
        """\
config = dict(lr=0.1, warmup=20, steps=200)
def schedule_lr(step, lr, warmup, steps):
    return lr * min(1.0, (step + 1) / warmup) * max(0.0, 1 - step / steps)
total_steps = 200
def get_lr(step):
    return schedule_lr(step, **config)
""",
        "get_lr(t)",
    ),
    "functools.partial": (
        """\
from functools import partial
def warm_linear(step, peak, warm, total):
    if step < warm:
        return peak * step / warm
    return peak * (total - step) / (total - warm)
total_steps = 300
lr_fn = partial(warm_linear, peak=0.05, warm=30, total=total_steps)
""",
        "lr_fn(t)",
    ),
    "warmup, then restarts": (
        """\
total_steps = 320
def get_lr(step):
    if step < 20:
        return 0.1 * (step + 1) / 20
    return 0.001 + 0.5 * 0.099 * (1 + math.cos(math.pi * ((step - 20) % 60) / 60))
""",
        "get_lr(t)",
    ),
    "triangular2": (
        """\
total_steps = 400
def get_lr(it):
    cycle = math.floor(1 + it / 100)
    x = abs(it / 50 - 2 * cycle + 1)
    return 1e-4 + (1e-2 - 1e-4) * max(0, 1 - x) / float(2 ** (cycle - 1))
""",
        "get_lr(t)",
    ),
    "SGDR by a loop": (
        """\
total_steps = 300
def get_lr(step):
    period, left = 20, step
    while left >= period:
        left -= period
        period *= 2
    return 0.5 * 0.1 * (1 + math.cos(math.pi * left / period))
""",
        "get_lr(t)",
    ),
    "saw teeth": (
        """\
epochs = 60
def get_lr(epoch):
    return 0.1 * (1 - (epoch % 15) / 15)
""",
        "get_lr(t)",
    ),
    "a table by hand": (
        """\
lrs = np.concatenate([np.linspace(0, 0.1, 10), np.full(20, 0.1), np.linspace(0.1, 0.0, 30)])
def get_lr(step):
    return lrs[step]
total_steps = 60
""",
        "get_lr(t)",
    ),
}
