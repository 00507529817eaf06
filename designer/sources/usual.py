"""What is usual for a number that a script does not hold, going by its name."""


def usual_number(name: str, total: int) -> float | None:
    """Return what is usual for a number in a run of so many steps; None where its name says nothing."""
    if "warm" in name:
        return max(1, total // 10)
    if any(word in name for word in ("min_lr", "lr_min", "eta_min", "end_lr", "final_lr")):
        return 0.0
    if any(
        word in name
        for word in (
            "total",
            "max_step",
            "max_iter",
            "decay_iters",
            "num_training",
            "t_max",
            "max_epoch",
            "num_epoch",
            "epochs",
            "n_steps",
            "num_steps",
            "train_steps",
            "decay_steps",
            "iterations",
        )
    ):
        return total
    if name in ("lr", "learning_rate", "base_lr", "max_lr", "peak_lr", "init_lr"):
        return 1e-3
    return None
