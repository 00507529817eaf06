"""Everything that a schedule can be exported as; the command line and the window offer what is here."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.training_loop.rows import Rows
from rampsmith.exporters.targets.export_file import require_exportable
from rampsmith.exporters.targets.function import function_source
from rampsmith.exporters.targets.pytorch import pytorch_source
from rampsmith.exporters.targets.sequential import sequential_source
from rampsmith.exporters.targets.table import Table


@dataclass(frozen=True, slots=True)
class Target:
    """A form that schedules are exported in, with words such as ``a plain function``.

    Attributes:
        parts: writes the file, part by part where it is long; raises ``ExportError`` with the
            reasons, before there is a part, where it cannot.
        opening: how each of its files begins, where no design inside identifies them.
    """

    words: str
    suffix: str
    parts: Callable[[Schedule], Iterable[str]]
    opening: str = ""

    def write(self, schedule: Schedule) -> str:
        """Write the whole file at once; raise ``ExportError`` with the reasons where it cannot be."""
        return "".join(self.parts(schedule))


def csv_table(schedule: Schedule) -> Iterator[str]:
    """Write the rates of every step as CSV."""
    return _table(schedule).csv_lines()


def json_table(schedule: Schedule) -> Iterator[str]:
    """Write the rates of every step as JSON: the names of the columns, and a list for each step."""
    table = _table(schedule)
    rows = (
        f"{',' if number else ''}\n    {json.dumps(row)}"
        for number, row in enumerate(table.values())
    )
    return chain(
        (f'{{\n  "columns": {json.dumps(table.heads)},\n  "rows": [',), rows, ("\n  ]\n}\n",)
    )


def _table(schedule: Schedule) -> Table:
    require_exportable(schedule)
    return Table.of_steps(Rows(schedule, "step"), 0, schedule.total_steps)


TARGETS: dict[str, Target] = {
    "pytorch": Target("a scheduler class", ".py", pytorch_source),
    "function": Target("a plain function", ".py", function_source),
    "sequential": Target("torch's own schedulers", ".py", sequential_source),
    "csv": Target("a table as CSV", ".csv", csv_table, "t,epoch,batch,"),
    "json": Target(
        "a table as JSON", ".json", json_table, '{\n  "columns": ["t", "epoch", "batch", '
    ),
}
"""By the name that ``rampsmith export --target`` takes; the first one is the usual one."""
