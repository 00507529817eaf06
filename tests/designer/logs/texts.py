"""Logs as text, of the forms that programs write."""

import json
from collections.abc import Callable

from rampsmith.designer.logs.log import Axis
from tests.designer.logs.event_files import event, event_file, simple

LIGHTNING = """\
epoch,lr-Adam/pg1,lr-Adam/pg2,step,train_loss,val_loss
,0.001,0.1,0,,
0,,,0,2.5,
,0.0005,0.05,1,,
0,,,1,2.25,
0,,,1,,2.0
"""

CONSOLES: dict[str, tuple[str, str, list[tuple[float, float]], Axis]] = {
    "llm.c": (
        (
            "s:0 trl:11.0091 lr:0.000001 norm:15.37\ns:250 tel:6.1710\n"
            "s:300 trl:5.8760 lr:0.000309 norm:1.13\n"
        ),
        "lr",
        [(0, 1e-6), (300, 3.09e-4)],
        "steps",
    ),
    "nanoGPT": (
        (
            "tokens per iteration will be: 491,520\nstep 0: train loss 4.2874, val loss 4.2823\n"
            "iter 0: loss 4.2890, lr 6e-4, time 23.12ms, mfu -100.00%\n"
            "iter 10: loss 3.2, lr 5.5e-4, time 12.3ms, mfu 3.13%\n"
        ),
        "lr",
        [(0, 6e-4), (10, 5.5e-4)],
        "steps",
    ),
    "Megatron": (
        (
            "> building train, validation and test datasets ...\n"
            " [2024-01-02 03:04:05] iteration      122/  250000 | consumed samples:        31232 | "
            "elapsed time per iteration (ms): 512.5 | learning rate: 9.150E-06 | "
            "global batch size:   256 | lm loss: 7.1E+00 | loss scale: 1.0 | grad norm: 1.212 |\n"
            " [2024-01-02 03:05:05] iteration      123/  250000 | consumed samples:        31488 | "
            "elapsed time per iteration (ms): 510.5 | learning rate: 9.225E-06 | "
            "global batch size:   256 | lm loss: 7.0E+00 | loss scale: 1.0 | grad norm: 1.125 |\n"
        ),
        "learning rate",
        [(122, 9.15e-6), (123, 9.225e-6)],
        "steps",
    ),
    "transformers": (
        (
            "  1%|          | 10/1000 [00:05<08:15]\n"
            "{'loss': '1.925', 'grad_norm': '2.5', 'learning_rate': '0.002707', 'epoch': '0.02'}\n"
            "\r  2%|▏         | 20/1000 [00:10<08:10]{'loss': 1.75, 'learning_rate': 2.5e-05, "
            "'epoch': 0.04}\n{'eval_loss': 1.5, 'eval_runtime': 2.5, 'epoch': 0.04}\n"
            "{'train_runtime': 3.5, 'train_loss': 1.25, 'epoch': 0.04}\n"
        ),
        "learning_rate",
        [(0.02, 0.002707), (0.04, 2.5e-05)],
        "epochs",
    ),
}


def lines(row: Callable[[int], str], header: str = "") -> bytes:
    return (header + "".join(map(row, range(200)))).encode()


FILES = {
    "table": lines(lambda i: f"{i},{1 / (i + 1)!r},\n", "step,lr,loss\n"),
    "sparse": lines(
        lambda i: f"{i},{1 / (i + 1)!r},\n" if i % 7 else f"{i},,{i}.5\n", "step,lr,loss\n"
    ),
    "no names": lines(lambda i: f"{1 / (i + 1)!r}\n"),
    "records": lines(lambda i: json.dumps({"step": i, "lr": 1 / (i + 1)}) + "\n"),
    "mmengine": lines(
        lambda i: (
            json.dumps({"step": i * 10, "epoch": i, "lr": 0.5})
            + "\n"
            + json.dumps({"step": i, "mAP": 0.25})
            + "\n"
        )
    ),
    "printed": lines(lambda i: f"s:{i} trl:{10 - i / 100:.4f} lr:{1e-3 / (i + 1):.6f}\nnoise\n"),
    "events": event_file(
        event(i, simple("lr" if i % 3 else "train/loss", 1 / (i + 1))) for i in range(200)
    ),
}
