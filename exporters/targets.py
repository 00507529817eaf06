"""Everything that a schedule can be exported as; the command line and the window offer what is here."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.rows import Rows
from rampsmith.exporters.frame import require_exportable
from rampsmith.exporters.function import function_source
from rampsmith.exporters.pytorch import pytorch_source
from rampsmith.exporters.sequential import sequential_source
from rampsmith.exporters.table import Table


@dataclass(frozen=True, slots=True)
class Target:
    """A way out of Rampsmith.

    Attributes:
        words: what comes out, as a person would say it: ``a plain function``.
        suffix: how its files end.
        write: writes the file; raises ``ExportError`` with the reasons where it cannot.
        opening: how each of its files begins, where no design inside tells them.
    """

    words: str
    suffix: str
    write: Callable[[Schedule], str]
    opening: str = ""


def csv_table(schedule: Schedule) -> str:
    """Write the rates of every step as CSV."""
    return "".join(_table(schedule).csv_lines())


def json_table(schedule: Schedule) -> str:
    """Write the rates of every step as JSON: the names of the columns, and a list for each step."""
    table = _table(schedule)
    rows = ",\n".join(f"    {json.dumps(row)}" for row in table.values())
    heads = json.dumps(table.heads)
    return f'{{\n  "columns": {heads},\n  "rows": [\n{rows}\n  ]\n}}\n'


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
