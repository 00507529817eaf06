"""Training scripts with a scheduler and its loop, in the styles of many projects; each can be run."""

LOOPS: dict[str, str] = {
    "the length of a loader": """\
import argparse
def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning_rate", type=float, default=5e-5)
    parser.add_argument("--num_train_epochs", type=int, default=3)
    parser.add_argument("--max_train_steps", type=int, default=None)
    parser.add_argument("--gradient_accumulation_steps", type=int, default=1)
    parser.add_argument("--num_warmup_steps", type=int, default=12)
    parser.add_argument("--lr_scheduler_type", default="linear")
    args = parser.parse_args([])
    return args

def main():
    args = parse_args()
    train_dataloader = list(range(40))
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.learning_rate)
    num_update_steps_per_epoch = math.ceil(len(train_dataloader) / args.gradient_accumulation_steps)
    if args.max_train_steps is None:
        args.max_train_steps = args.num_train_epochs * num_update_steps_per_epoch
    lr_scheduler = get_scheduler(
        name=args.lr_scheduler_type,
        optimizer=optimizer,
        num_warmup_steps=args.num_warmup_steps,
        num_training_steps=args.max_train_steps,
    )
    for epoch in range(args.num_train_epochs):
        for step, batch in enumerate(train_dataloader):
            optimizer.step()
            lr_scheduler.step()
            optimizer.zero_grad()
main()
""",
    "one cycle, epochs times steps": """\
EPOCHS = 5
steps_per_epoch = 20
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, epochs=EPOCHS, steps_per_epoch=steps_per_epoch, pct_start=0.2, anneal_strategy="linear")
for epoch in range(EPOCHS):
    for i in range(steps_per_epoch):
        optimizer.step()
        scheduler.step()
""",
    "milestones by a comprehension": """\
epochs = 40
optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
milestones = [int(epochs * f) for f in (0.5, 0.75, 0.9)]
scheduler = MultiStepLR(optimizer, milestones=milestones, gamma=0.2)
for epoch in range(epochs):
    optimizer.step()
    scheduler.step()
""",
    "milestones by range": """\
optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = MultiStepLR(optimizer, list(range(10, 40, 10)), gamma=0.2)
for epoch in range(45):
    optimizer.step()
    scheduler.step()
""",
    "sequential from a factory": """\
def build_scheduler(optimizer, cfg):
    warmup = LinearLR(optimizer, start_factor=cfg["warmup_factor"], total_iters=cfg["warmup"])
    main = CosineAnnealingLR(optimizer, T_max=cfg["epochs"] - cfg["warmup"], eta_min=cfg["min_lr"])
    return SequentialLR(optimizer, schedulers=[warmup, main], milestones=[cfg["warmup"]])

cfg = {"warmup": 5, "warmup_factor": 0.01, "epochs": 50, "min_lr": 1e-5}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = build_scheduler(optimizer, cfg)
for epoch in range(cfg["epochs"]):
    optimizer.step()
    scheduler.step()
""",
    "appended schedulers": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
warm, total = 4, 30
schedulers = []
schedulers.append(LinearLR(optimizer, start_factor=0.1, total_iters=warm))
schedulers.append(CosineAnnealingLR(optimizer, T_max=total - warm))
scheduler = SequentialLR(optimizer, schedulers, milestones=[warm])
for epoch in range(total):
    optimizer.step()
    scheduler.step()
""",
    "if warmup": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
warm, total = 4, 30
scheduler = CosineAnnealingLR(optimizer, T_max=total - warm, eta_min=0.001)
if warm > 0:
    warmup_scheduler = LinearLR(optimizer, start_factor=0.1, total_iters=warm)
    scheduler = SequentialLR(optimizer, [warmup_scheduler, scheduler], milestones=[warm])
for epoch in range(total):
    optimizer.step()
    scheduler.step()
""",
    "a kind by elif": """\
class args:
    lr_scheduler = "exponentiallr"
    lr_gamma = 0.9
    epochs = 20
    lr = 0.5
    lr_step_size = 30
    lr_min = 0.0
    lr_warmup_epochs = 0
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
args.lr_scheduler = args.lr_scheduler.lower()
if args.lr_scheduler == "steplr":
    main_lr_scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=args.lr_step_size, gamma=args.lr_gamma)
elif args.lr_scheduler == "cosineannealinglr":
    main_lr_scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.epochs - args.lr_warmup_epochs, eta_min=args.lr_min)
elif args.lr_scheduler == "exponentiallr":
    main_lr_scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=args.lr_gamma)
else:
    raise RuntimeError("Invalid")
lr_scheduler = main_lr_scheduler
for epoch in range(args.epochs):
    optimizer.step()
    lr_scheduler.step()
""",
    "an interval of steps": """\
class Module(torch.nn.Linear):
    def __init__(self, lr=0.02, warmup=10, max_steps=120):
        super().__init__(1, 1)
        self.lr = lr
        self.warmup = warmup
        self.max_steps = max_steps

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=self.lr, weight_decay=0.05)
        def warm(step):
            return min(1.0, (step + 1) / self.warmup)
        scheduler = {"scheduler": LambdaLR(optimizer, warm), "interval": "step", "frequency": 1}
        return [optimizer], [scheduler]

module = Module()
(optimizer,), (entry,) = module.configure_optimizers()
for step in range(120):
    optimizer.step()
    entry["scheduler"].step()
max_steps = 120
""",
    "an interval of epochs": """\
max_epochs = 10
class LitModel:
    def parameters(self): return model.parameters()
    def configure_optimizers(self):
        opt = torch.optim.Adam(self.parameters(), lr=2e-3)
        sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=max_epochs)
        return {"optimizer": opt, "lr_scheduler": {"scheduler": sched, "interval": "epoch"}}
r = LitModel().configure_optimizers()
for epoch in range(max_epochs):
    r["optimizer"].step()
    r["lr_scheduler"]["scheduler"].step()
""",
    "a lambda with closures": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
total_iters = 200
warmup = total_iters // 10
scheduler = LambdaLR(optimizer, lambda it: (it + 1) / warmup if it < warmup else (1 - (it - warmup) / (total_iters - warmup)) ** 0.9)
for it in range(total_iters):
    optimizer.step()
    scheduler.step()
""",
    "a lambda of a factory": """\
def cosine_lambda(warmup, total, floor=0.0):
    def fn(step):
        if step < warmup:
            return step / max(1, warmup)
        p = (step - warmup) / max(1, total - warmup)
        return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * p))
    return fn
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = LambdaLR(optimizer, lr_lambda=cosine_lambda(10, 100, floor=0.1))
for it in range(100):
    optimizer.step()
    scheduler.step()
""",
    "a lambda by partial": """\
from functools import partial
def _lr_lambda(current_step: int, *, num_warmup_steps: int, num_training_steps: int):
    if current_step < num_warmup_steps:
        return float(current_step) / float(max(1, num_warmup_steps))
    return max(0.0, float(num_training_steps - current_step) / float(max(1, num_training_steps - num_warmup_steps)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
fn = partial(_lr_lambda, num_warmup_steps=10, num_training_steps=100)
scheduler = LambdaLR(optimizer, fn)
for it in range(100):
    optimizer.step()
    scheduler.step()
""",
    "a lambda of a method": """\
class Trainer:
    def __init__(self, model, warmup=10, steps=100):
        self.warmup, self.steps = warmup, steps
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.scheduler = LambdaLR(self.optimizer, self.factor)
    def factor(self, step):
        return min((step + 1) / self.warmup, 1.0)
    def train(self):
        for step in range(self.steps):
            self.optimizer.step()
            self.scheduler.step()
Trainer(model).train()
""",
    "a callable object": """\
class Warm:
    def __init__(self, n):
        self.n = n
    def __call__(self, step):
        return min(1.0, (step + 1) / self.n)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = LambdaLR(optimizer, Warm(25))
for it in range(100):
    optimizer.step()
    scheduler.step()
""",
    "a custom scheduler class": """\
class PolyLR(torch.optim.lr_scheduler._LRScheduler):
    def __init__(self, optimizer, max_iters, power=0.9, last_epoch=-1, min_lr=1e-6):
        self.power = power
        self.max_iters = max_iters
        self.min_lr = min_lr
        super(PolyLR, self).__init__(optimizer, last_epoch)

    def get_lr(self):
        return [max(base_lr * (1 - self.last_epoch / self.max_iters) ** self.power, self.min_lr)
                for base_lr in self.base_lrs]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = PolyLR(optimizer, max_iters=150)
for it in range(150):
    optimizer.step()
    scheduler.step()
""",
    "a scheduler class with a warmup": """\
class WarmupMultiStepLR(torch.optim.lr_scheduler.LRScheduler):
    def __init__(self, optimizer, milestones, gamma=0.1, warmup_factor=0.001, warmup_iters=10, last_epoch=-1):
        self.milestones = milestones
        self.gamma = gamma
        self.warmup_factor = warmup_factor
        self.warmup_iters = warmup_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        warmup_factor = 1
        if self.last_epoch < self.warmup_iters:
            alpha = self.last_epoch / self.warmup_iters
            warmup_factor = self.warmup_factor * (1 - alpha) + alpha
        return [base_lr * warmup_factor * self.gamma ** bisect_right(self.milestones, self.last_epoch) for base_lr in self.base_lrs]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = WarmupMultiStepLR(optimizer, [30, 60])
for it in range(90):
    optimizer.step()
    scheduler.step()
""",
    "restarts": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=10, T_mult=2, eta_min=1e-4)
for epoch in range(70):
    optimizer.step()
    scheduler.step()
""",
    "cfg by yaml-ish dicts": """\
cfg = dict(
    train=dict(epochs=30, optimizer=dict(lr=0.05, weight_decay=1e-4)),
    scheduler=dict(step_size=10, gamma=0.3),
)
optimizer = torch.optim.SGD(model.parameters(), **cfg["train"]["optimizer"])
scheduler = StepLR(optimizer, **cfg["scheduler"])
for epoch in range(cfg["train"]["epochs"]):
    optimizer.step()
    scheduler.step()
""",
    "a registry": """\
SCHEDULERS = {
    "step": lambda opt: StepLR(opt, step_size=10, gamma=0.1),
    "cosine": lambda opt: CosineAnnealingLR(opt, T_max=30),
}
name = "cosine"
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = SCHEDULERS[name](optimizer)
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "getattr": """\
sched_name, sched_args = "StepLR", {"step_size": 7, "gamma": 0.5}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = getattr(torch.optim.lr_scheduler, sched_name)(optimizer, **sched_args)
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "an alias": """\
from torch.optim.lr_scheduler import StepLR as Steps
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = Steps(optimizer, 7, gamma=0.5)
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "an unknown optimizer": """\
class Sophia(torch.optim.SGD): pass
optimizer = Sophia(model.parameters(), lr=0.03)
scheduler = StepLR(optimizer, 7, gamma=0.5)
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "an optimizer by getattr": """\
args = SimpleNamespace(optim="SGD", lr=0.03)
optimizer = getattr(torch.optim, args.optim)(model.parameters(), lr=args.lr)
scheduler = StepLR(optimizer, 7, gamma=0.5)
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "an optimizer of a factory": """\
def make_opt(name, params, lr):
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr)
    return torch.optim.Adam(params, lr=lr)
optimizer = make_opt("sgd", model.parameters(), 0.07)
scheduler = StepLR(optimizer, 7, gamma=0.5)
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "an optimizer by a class in a variable": """\
opt_cls = torch.optim.SGD
optimizer = opt_cls(model.parameters(), lr=0.07)
scheduler = StepLR(optimizer, 7, gamma=0.5)
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "milestones of other names": """\
epochs, steps_per_epoch = 10, 12
warmup_epochs, hold_epochs = 2, 3
total = epochs * steps_per_epoch
w = warmup_epochs * steps_per_epoch
h = w + hold_epochs * steps_per_epoch
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = SequentialLR(optimizer, [LinearLR(optimizer, 1e-3, 1.0, w), ConstantLR(optimizer, 1.0, 1), LinearLR(optimizer, 1.0, 0.01, total - h)], milestones=[w, h])
for step in range(total):
    optimizer.step()
    scheduler.step()
""",
    "while loop": """\
max_iter = 80
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = PolynomialLR(optimizer, total_iters=max_iter, power=2.0)
it = 0
while it < max_iter:
    optimizer.step()
    scheduler.step()
    it += 1
""",
    "a warmup and a cosine of transformers": """\
from torch.optim import AdamW
num_training_steps = 1000
optimizer = AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1)
scheduler = get_cosine_schedule_with_warmup(optimizer, num_warmup_steps=int(0.03 * num_training_steps), num_training_steps=num_training_steps)
for _ in range(num_training_steps):
    optimizer.step()
    scheduler.step()
""",
    "a keyword dictionary of transformers": """\
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
scheduler = get_scheduler("cosine_with_min_lr", optimizer, num_warmup_steps=20, num_training_steps=200, scheduler_specific_kwargs={"min_lr": 3e-5})
for _ in range(200):
    optimizer.step()
    scheduler.step()
""",
    "chained with a floor": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
s1 = LinearLR(optimizer, start_factor=0.1, total_iters=5)
s2 = StepLR(optimizer, step_size=10, gamma=0.5)
scheduler = ChainedScheduler([s1, s2])
for epoch in range(30):
    optimizer.step()
    scheduler.step()
""",
    "a module by another name": """\
import torch.optim.lr_scheduler as lrs
opt = torch.optim.SGD(model.parameters(), lr=1.0)
sch = lrs.CyclicLR(opt, base_lr=0.01, max_lr=0.1, step_size_up=15, mode="triangular2", cycle_momentum=False)
for batch in range(90):
    opt.step()
    sch.step()
""",
    "classes in classes": """\
class cfg:
    class optim:
        lr = 0.02
        steps = 64
    class sched:
        warmup = 0.25
        final = 0.1
optimizer = torch.optim.SGD(model.parameters(), lr=cfg.optim.lr)
n_warm = int(cfg.optim.steps * cfg.sched.warmup)
scheduler = SequentialLR(
    optimizer,
    schedulers=[
        LinearLR(optimizer, start_factor=1 / n_warm, end_factor=1.0, total_iters=n_warm - 1),
        CosineAnnealingLR(optimizer, T_max=cfg.optim.steps - n_warm, eta_min=cfg.optim.lr * cfg.sched.final),
    ],
    milestones=[n_warm],
)
for step in range(cfg.optim.steps):
    optimizer.step()
    scheduler.step()
""",
    "a loop from 1": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=10, gamma=0.5)
n_epochs = 25
for ep in range(1, n_epochs + 1):
    optimizer.step()
    scheduler.step()
""",
    "tqdm and a with": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = ExponentialLR(optimizer, 0.97)
with tqdm(range(50)) as bar:
    for epoch in bar:
        optimizer.step()
        scheduler.step()
""",
}
