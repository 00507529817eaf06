"""Train in Lightning or the Trainer with an exported class, in a process of its own, and let them log.

Given are the design, the framework, how it is stepped, and the folder to log to.
"""

import logging
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import read_design
from rampsmith.exporters.targets.pytorch import pytorch_source

RESUMED_AT = 60


def scheduler_of(schedule: Schedule, optimizer: Any) -> Any:
    """Return the exported class on an optimizer."""
    module = ModuleType("exported")
    exec(compile(pytorch_source(schedule), "exported.py", "exec"), module.__dict__)  # noqa: S102
    return getattr(module, schedule.class_name)(optimizer)


def lightning(schedule: Schedule, way: str, folder: Path) -> None:
    """Train in Lightning with its monitor of the rates and its logger of tables."""
    from lightning.pytorch import LightningModule, Trainer
    from lightning.pytorch.callbacks import LearningRateMonitor
    from lightning.pytorch.loggers import CSVLogger

    class Module(LightningModule):  # type: ignore[misc]  # It is not there in every set-up.
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            loss = self.layer(batch[0]).pow(2).mean()
            self.log("train_loss", loss)
            return loss

        def on_train_batch_end(self, *_: Any) -> None:
            if way == "per_batch":
                self.lr_schedulers().step()

        def configure_optimizers(self) -> Any:
            optimizer = torch.optim.SGD(self.parameters(), lr=schedule.groups[0].base_lr)
            scheduler = scheduler_of(schedule, optimizer)
            interval = {"rightly": "step", "per_epoch": "epoch"}.get(way)
            if interval is None:
                # Lightning itself is not to step it in this run.
                return [optimizer], [{"scheduler": scheduler, "frequency": 10**9}]
            return [optimizer], [{"scheduler": scheduler, "interval": interval}]

    run = schedule.run
    data = TensorDataset(torch.ones(run.samples or 0, 1))
    trainer = Trainer(
        accelerator="cpu",
        max_epochs=run.epochs,
        accumulate_grad_batches=run.accumulation,
        log_every_n_steps=5,
        logger=CSVLogger(folder, name="", version=""),
        callbacks=[LearningRateMonitor("step")],
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(Module(), DataLoader(data, run.batch_size))


def trainer(schedule: Schedule, way: str, folder: Path) -> None:
    """Train in the Trainer of Hugging Face, which keeps a history."""
    from transformers import Trainer, TrainerCallback, TrainingArguments

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def forward(self, x: Any) -> Any:
            return {"loss": self.layer(x).pow(2).mean()}

    class Twice(TrainerCallback):
        def on_step_end(self, *_: Any, **given: Any) -> None:
            given["lr_scheduler"].step()

    run = schedule.run

    def built(epochs: int) -> Any:
        model = Model()
        optimizer = torch.optim.SGD(model.parameters(), lr=schedule.groups[0].base_lr)
        arguments = TrainingArguments(
            str(folder / "kept"),
            num_train_epochs=epochs,
            per_device_train_batch_size=run.batch_size,
            gradient_accumulation_steps=run.accumulation,
            logging_steps=5,
            save_steps=RESUMED_AT,
            report_to=[],
            use_cpu=True,
            disable_tqdm=True,
        )
        return Trainer(
            model,
            arguments,
            train_dataset=[{"x": torch.ones(1)}] * (run.samples or 0),
            optimizers=(optimizer, scheduler_of(schedule, optimizer)),
            callbacks=[Twice()] if way == "twice" else [],
        )

    training = built(run.epochs or 0)
    training.train()
    if way == "without_state":
        kept = folder / "kept" / f"checkpoint-{RESUMED_AT}"
        (kept / "scheduler.pt").unlink()
        (kept / "optimizer.pt").unlink()
        training = built(run.epochs or 0)
        training.train(resume_from_checkpoint=str(kept))
    training.state.save_to_json(str(folder / "trainer_state.json"))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    frameworks = {"lightning": lightning, "trainer": trainer}
    frameworks[sys.argv[2]](read_design(sys.argv[1]), sys.argv[3], Path(sys.argv[4]))
