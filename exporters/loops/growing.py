"""The class in a plain loop that draws batches of a size that grows along the run."""

from rampsmith.exporters.loops.facts import LoopFacts

_SIZE = "size = [n for first, n in BATCH_SIZES if first <= self.drawn][-1]"

_OF_SAMPLES = f'''\
class GrowingBatches(Sampler[list[int]]):
    """All samples of an epoch, in batches that grow along the run."""

    def __init__(self, samples: Iterable[int]) -> None:
        self.samples = samples
        self.drawn = 0  # batches since the run began

    def __iter__(self) -> Iterator[list[int]]:
        batch: list[int] = []
        for sample in self.samples:
            batch.append(sample)
            {_SIZE}
            if len(batch) == size:
                self.drawn += 1
                yield batch
                batch = []'''
_SMALLER = """
        if batch:  # the last one of an epoch is smaller
            self.drawn += 1
            yield batch"""
_OF_A_STREAM = f'''\
class GrowingBatches(IterableDataset[Any]):
    """A stream, in batches that grow along the run."""

    def __init__(self, samples: IterableDataset[Any]) -> None:
        self.samples = samples
        self.drawn = 0  # batches since the run began

    def __iter__(self) -> Iterator[Any]:
        samples = iter(self.samples)
        while True:
            {_SIZE}
            batch = list(islice(samples, size))
            if not batch:
                return
            self.drawn += 1
            yield default_collate(batch)'''


def growing_class(facts: LoopFacts) -> str:
    """Write the class for a run whose batch grows; nothing for any other."""
    if not facts.grows:
        return ""
    run = facts.schedule.run
    if run.is_endless:
        return _OF_A_STREAM
    return _OF_SAMPLES if run.drop_last else _OF_SAMPLES + _SMALLER


def growing_loader(facts: LoopFacts, samples: str) -> list[str]:
    """Write the loader of such a run; ``samples`` is the code of what it draws them from."""
    if facts.schedule.run.is_endless:
        return ["loader = DataLoader(GrowingBatches(data), batch_size=None)"]
    return [
        f"grown = GrowingBatches({samples})",
        "loader = DataLoader(data, batch_sampler=grown)",
    ]


def growing_imports(facts: LoopFacts) -> list[str]:
    """Name what the loop imports from torch's data for it."""
    if not facts.grows:
        return []
    if facts.schedule.run.is_endless:
        return ["default_collate"]
    return ["Sampler"] if facts.schedule.run.devices > 1 else ["RandomSampler", "Sampler"]


def growing_types(facts: LoopFacts) -> set[str]:
    """Name the types that the class names."""
    if not facts.grows:
        return set()
    return {"Iterator"} if facts.schedule.run.is_endless else {"Iterable", "Iterator"}
