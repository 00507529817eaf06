"""Scripts and configurations of usual forms, which several tests read."""

from typing import Any

ULTRALYTICS = """\
task: detect
mode: train
model: yolo11n.yaml
epochs: 30
batch: 64
optimizer: SGD
cos_lr: {cos_lr}
lr0: 0.02
lrf: 0.1
momentum: 0.9
weight_decay: 0.0004
warmup_epochs: 2.0
warmup_momentum: 0.7
warmup_bias_lr: 0.05
"""

DEEPSPEED: dict[str, dict[str, Any]] = {
    "WarmupLR": {"warmup_min_lr": 0, "warmup_max_lr": 3e-5, "warmup_num_steps": 20},
    "WarmupDecayLR": {
        "total_num_steps": 100,
        "warmup_min_lr": 1e-6,
        "warmup_max_lr": 3e-5,
        "warmup_num_steps": 20,
        "warmup_type": "linear",
    },
    "WarmupCosineLR": {"total_num_steps": 100, "warmup_num_steps": 10, "cos_min_ratio": 0.01},
    "OneCycle": {"cycle_min_lr": 1e-4, "cycle_max_lr": 1e-3, "cycle_first_step_size": 10},
    "LRRangeTest": {"lr_range_test_min_lr": 1e-4, "lr_range_test_step_size": 10},
}


def mmengine(schedulers: str, *, epochs: int = 12, rate: float = 0.02) -> str:
    return f"""\
_base_ = ['../models/some.py']
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs={epochs}, val_interval=1)
param_scheduler = {schedulers}
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='SGD', lr={rate}, momentum=0.9, weight_decay=0.0001))
train_dataloader = dict(batch_size=50, num_workers=2)
"""


YAML = """\
# a comment
a: 1
b: 5e-5   # not a text
c:
  - x: 1
    y: [1, 2.0,
        three]
  - 'it''s'
d: {e: "f # g", h: true}
empty:
l:
- 1
- 2
"""

ABSOLUTE = {
    "nanoGPT": """\
learning_rate = 6e-4
max_iters = 6000
warmup_iters = 200
lr_decay_iters = 5000
min_lr = 6e-5

def get_lr(it):
    if it < warmup_iters:
        return learning_rate * (it + 1) / (warmup_iters + 1)
    if it > lr_decay_iters:
        return min_lr
    decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    assert 0 <= decay_ratio <= 1
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (learning_rate - min_lr)
""",
    "the GPT-2 of a course": """\
max_lr = 6e-4
min_lr = max_lr * 0.1
warmup_steps = 71
max_steps = 1907
def get_lr(it):
    if it < warmup_steps:
        return max_lr * (it+1) / warmup_steps
    if it > max_steps:
        return min_lr
    decay_ratio = (it - warmup_steps) / (max_steps - warmup_steps)
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (max_lr - min_lr)
""",
    "a ternary": """\
lr, warmup, total_steps = 1e-3, 100, 1000
def lr_at(step):
    return lr * step / warmup if step < warmup else lr * (total_steps - step) / (total_steps - warmup)
""",
    "elif and one return": """\
peak = 0.1
total_steps = 300
def lr_schedule(step):
    if step < 50:
        lr = peak * step / 50
    elif step < 200:
        lr = peak
    else:
        progress = (step - 200) / 100
        lr = peak * (1 - progress)
    return lr
""",
    "nested ifs": """\
total_steps = 400
def get_learning_rate(step):
    if step < 300:
        if step < 30:
            return 0.01 + 0.09 * step / 30
        return 0.1
    else:
        if step >= 350:
            return 0.001
        return 0.01
""",
    "min and max": """\
total_steps = 500
def get_lr(step):
    return 1e-3 * min(1.0, (step + 1) / 50) * 0.5
""",
    "max of a floor": """\
base, num_steps = 0.2, 1000
def get_lr(t):
    return max(1e-2, base * 0.5 * (1 + math.cos(math.pi * t / num_steps)))
""",
    "NumPy": """\
total_steps = 600
lr_max, lr_min = 3e-4, 3e-6
def cosine_lr(step):
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + np.cos(np.pi * step / total_steps))
""",
    "clip": """\
total_steps = 200
def lr_schedule(step):
    return 0.1 * np.clip(step / 20, 0.0, 1.0)
""",
    "steps by a power": """\
epochs = 90
def lr_schedule(epoch):
    return 0.1 * (0.1 ** (epoch // 30))
""",
    "exponential": """\
epochs = 50
def lr_schedule(epoch):
    if epoch < 10:
        return 0.01
    return 0.01 * math.exp(-0.1 * (epoch - 10))
""",
    "the Keras way": """\
epochs = 30
def scheduler_lr(epoch, lr=0.5):
    initial = 0.1
    drop = 0.5
    every = 10
    return initial * math.pow(drop, math.floor((1 + epoch) / every))
""",
    "Noam": """\
total_steps = 3000
d_model, warmup_steps = 512, 400
def noam_lr(step):
    step = step + 1
    return d_model ** -0.5 * min(step ** -0.5, step * warmup_steps ** -1.5)
""",
    "polynomial": """\
max_iter = 1000
total_steps = 1000
def poly_lr(i):
    return 0.01 * (1 - i / max_iter) ** 0.9
""",
    "trapezoid": """\
num_iterations = 1000
warmup_iters, warmdown_iters = 50, 300
def get_lr(it):
    assert it <= num_iterations
    # linear warmup
    if it < warmup_iters:
        return (it + 1) / warmup_iters * 0.02
    # constant
    elif it < num_iterations - warmup_iters - warmdown_iters:
        return 0.02
    # linear warmdown
    else:
        decay_ratio = (num_iterations - it) / warmdown_iters
        return min(decay_ratio, 1.0) * 0.02
""",
    "1 - sqrt": """\
total_steps = 500
def wsd_lr(step):
    if step < 400:
        return 1e-3
    return 1e-3 * (1 - math.sqrt((step - 400) / 100))
""",
    "milestones in a loop": """\
epochs = 100
def adjust_lr(epoch):
    lr = 0.03
    for milestone in [60, 80]:
        lr *= 0.1 if epoch >= milestone else 1.0
    return lr
""",
    "a helper": """\
total_steps = 300
def ramp(x, a, b):
    return a + (b - a) * x

def get_lr(step):
    if step < 100:
        return ramp(step / 100, 0.0, 0.1)
    return ramp(x=(step - 100) / 200, a=0.1, b=0.01)
""",
    "a class": """\
class Config:
    lr = 0.05
    warmup = 20
    steps = 200

class Schedule:
    def __init__(self, cfg):
        self.lr = cfg.lr
        self.warmup = cfg.warmup
        self.total_steps = cfg.steps

    def get_lr(self, step):
        if step < self.warmup:
            return self.lr * step / self.warmup
        progress = (step - self.warmup) / max(1, self.total_steps - self.warmup)
        return self.lr * max(0.0, 0.5 * (1.0 + math.cos(math.pi * progress)))

get_lr = Schedule(Config()).get_lr
""",
    "and, or, not": """\
total_steps = 120
def get_lr(step):
    if step >= 10 and step < 100:
        return 0.1
    if not (step < 10) or step == 5:
        return 0.02
    return 0.01
""",
    "chained comparisons": """\
total_steps = 120
def get_lr(step):
    if 0 <= step < 40:
        return 0.1
    elif 40 <= step < 80:
        return 0.05
    return 0.025
""",
    "a waving formula": """\
total_steps = 100
def get_lr(step):
    return 0.01 * (1.5 + math.sin(step / 7)) / (1 + 0.01 * step * step)
""",
    "bisect": """\
total_steps = 90
milestones = [30, 60]
def get_lr(step):
    return 0.1 * 0.1 ** bisect_right(milestones, step)
""",
    "a sum over milestones": """\
total_steps = 90
def get_lr(step):
    return 0.1 * 0.5 ** sum(1 for m in (30, 60) if step >= m)
""",
    "early return in the middle": """\
total_steps = 200
def lr_schedule(step):
    lr = 0.1
    if step < 20:
        lr = lr * step / 20
        return lr
    t = step - 20
    t = t / (200 - 20)
    lr = lr * (1.0 - t)
    return lr
""",
}

LAMBDAS = {
    "a warmup and a line": "lambda step: min((step + 1) / 10, 1.0) * max(0.0, 1 - step / 100)",
    "one over": "lambda e: 1 / (e + 1)",
    "a power": "lambda epoch: 0.95 ** epoch",
    "a constant": "lambda _: 0.5",
    "a ternary": "lambda s: s / 10 if s < 10 else 1.0",
    "a cosine": "lambda x: (1 + math.cos(math.pi * x / 60)) / 2",
    "a warmup of zero": "lambda s: float(s) / float(max(1, 0)) if s < 0 else max(0.0, float(60 - s) / float(max(1, 60 - 0)))",
    "the shape of the detectors": "lambda x: ((1 - math.cos(x * math.pi / 60)) / 2) * (0.01 - 1) + 1",
    "a linear one": "lambda x: (1 - x / 60) * (1.0 - 0.1) + 0.1",
    "a list": "[lambda x: 1 - x / 60]",
}

MADE = """\
def make_scheduler(optimizer, warmup_steps, total_steps, floor=0.1):
    def lr_lambda(step):
        if step < warmup_steps:
            return step / max(1, warmup_steps)
        progress = (step - warmup_steps) / max(1, total_steps - warmup_steps)
        return max(floor, 0.5 * (1.0 + math.cos(math.pi * progress)))

    return LambdaLR(optimizer, lr_lambda)

optimizer = SGD(parameters, lr=0.1)
scheduler = make_scheduler(optimizer, 10, total_steps=60)
for step in range(60):
    scheduler.step()
"""

SUBCLASS = """\
class CosineWarmupScheduler(LRScheduler):
    def __init__(self, optimizer, warmup_epochs, total_epochs, min_lr=0.0, last_epoch=-1):
        self.warmup_epochs = warmup_epochs
        self.total_epochs = total_epochs
        self.min_lr = min_lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        e = self.last_epoch + 1
        if e <= self.warmup_epochs:
            return [base_lr * e / self.warmup_epochs for base_lr in self.base_lrs]
        progress = (e - self.warmup_epochs) / (self.total_epochs - self.warmup_epochs)
        return [
            self.min_lr + (base_lr - self.min_lr) * 0.5 * (1 + math.cos(math.pi * progress))
            for base_lr in self.base_lrs
        ]
"""

SEVERAL = {
    "a warmup, then a cosine": """\
steps = 30
warmup = LinearLR(optimizer, start_factor=0.1, total_iters=5)
cosine = CosineAnnealingLR(optimizer, T_max=steps - 5, eta_min=1e-4)
scheduler = SequentialLR(optimizer, schedulers=[warmup, cosine], milestones=[5])
""",
    "in one line": """\
steps = 40
scheduler = SequentialLR(optimizer, [LinearLR(optimizer, 0.01, 1.0, 10), ExponentialLR(optimizer, 0.95)], [10])
""",
    "three of them": """\
steps = 60
parts = [
    ConstantLR(optimizer, factor=0.5, total_iters=10),
    StepLR(optimizer, 4, 0.5),
    CosineAnnealingLR(optimizer, T_max=30),
]
scheduler = SequentialLR(optimizer, parts, milestones=[10, 30])
""",
    "one that is cut off": """\
steps = 30
a = CosineAnnealingLR(optimizer, T_max=40)
b = ConstantLR(optimizer, factor=0.3, total_iters=100)
scheduler = SequentialLR(optimizer, [a, b], milestones=[20])
""",
    "with a function": """\
steps = 50
first = LambdaLR(optimizer, lambda e: (e + 1) / 10)
scheduler = SequentialLR(optimizer, [first, CosineAnnealingLR(optimizer, 40)], milestones=[10])
""",
    "multiplied": """\
steps = 30
scheduler = ChainedScheduler([ConstantLR(optimizer, 0.1, 5), ExponentialLR(optimizer, gamma=0.9)])
""",
    "multiplied, by name": """\
steps = 30
one = LinearLR(optimizer, start_factor=0.2, total_iters=8)
two = MultiStepLR(optimizer, milestones=[10, 20], gamma=0.1)
scheduler = ChainedScheduler([one, two], optimizer=optimizer)
""",
    "a product": """\
steps = 30
scheduler = MultiplicativeLR(optimizer, lr_lambda=lambda epoch: 0.95)
""",
    "a product that changes": """\
steps = 30
scheduler = MultiplicativeLR(optimizer, lambda e: 0.5 if e == 10 else 1.0)
""",
}

FOLLOWED = {
    "a constant": ("GAMMA = 0.5\n", "GAMMA"),
    "arithmetic": ("A = 4\nB = A * 2\n", "B / 16"),
    "a default of argparse": (
        "p.add_argument('--lr-gamma', type=float, default=0.5)\nargs = p.parse_args()\n",
        "args.lr_gamma",
    ),
    "a dictionary": ("cfg = {'sched': {'gamma': 0.5}}\n", "cfg['sched']['gamma']"),
    "dict()": ("cfg = dict(gamma=0.5)\n", "cfg.get('gamma', 0.9)"),
    "a default of get": ("cfg = dict(delta=0.9)\n", "cfg.get('gamma', 0.5)"),
    "a dataclass": (
        "@dataclass\nclass Config:\n    gamma: float = 0.5\nconfig = Config()\n",
        "config.gamma",
    ),
    "a dataclass that is told": (
        "@dataclass\nclass Config:\n    gamma: float = 0.9\nconfig = Config(gamma=0.5)\n",
        "config.gamma",
    ),
    "a namespace": ("cfg = SimpleNamespace(gamma=0.5)\n", "cfg.gamma"),
    "unpacked": ("size, gamma = 4, 0.5\n", "gamma"),
    "changed in place": ("gamma = 0.25\ngamma *= 2\n", "gamma"),
    "math": ("import math\n", "math.exp(0) / 2"),
    "min": ("", "min(0.5, 0.7)"),
    "a choice": ("fast = True\n", "0.5 if fast else 0.9"),
    "or": ("given = None\n", "given or 0.5"),
}
