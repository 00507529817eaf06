"""The file with a training of the person's own that a test drive can run, to begin with."""

from rampsmith.exporters.targets.export_file import rendered


def own_training_source(file: str) -> str:
    """Write an example of such a file, which is called ``file``."""
    return rendered("own_training.py.jinja", file=file)
