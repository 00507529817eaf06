"""The command that predicts losses."""

import json
from argparse import Namespace
from typing import Any

from rampsmith.app.commandline.designs import exportable
from rampsmith.app.commandline.start import DESIGN_HAS_ERRORS, DONE
from rampsmith.app.commandline.streams import UsageError, complain, say_if_read, source_name
from rampsmith.app.commandline.waiting import waiting


def predict(arguments: Namespace) -> int:
    """Fit the laws on logs, and print with which loss each design ends, the lowest first."""
    from rampsmith.app.commandline.comparing import logged
    from rampsmith.designer.loss.fitting import fitted_loss
    from rampsmith.designer.loss.from_log import logged_runs
    from rampsmith.designer.loss.logged_run import UnfitLogError
    from rampsmith.designer.loss.prediction import FarFromSeenError, Prediction, predicted
    from rampsmith.designer.loss.words import end_words, stands_on

    schedules = {path: exportable(path) for path in dict.fromkeys(arguments.designs)}
    try:
        with waiting("fitting the laws"):
            runs = [run for path in arguments.logs for run in logged_runs(logged(path))]
            fit = fitted_loss(runs)
    except UnfitLogError as error:
        raise UsageError(str(error)) from None
    found: dict[str, Prediction] = {}
    for path, schedule in schedules.items():
        if schedule is None:
            continue
        try:
            with waiting(f"predicting {source_name(path)}"):
                found[path] = predicted(schedule, fit)
        except FarFromSeenError as error:
            complain(f"{source_name(path)}: {error}")
    ranked = sorted(found.items(), key=lambda item: item[1].end[1])
    sentences = list(stands_on(fit))
    if arguments.json:
        document: dict[str, Any] = {
            "stands_on": sentences,
            "designs": [
                {
                    "design": source_name(path),
                    "updates": int(one.updates[-1]),
                    "lowest": one.end[0],
                    "loss": one.end[1],
                    "highest": one.end[2],
                }
                for path, one in ranked
            ],
        }
        say_if_read(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    else:
        wide = max((len(source_name(path)) for path in found), default=0)
        say_if_read("".join(f"{sentence}\n" for sentence in sentences))
        say_if_read(
            "".join(f"{source_name(path):{wide}}  {end_words(one)}\n" for path, one in ranked)
        )
    return DONE if len(found) == len(schedules) else DESIGN_HAS_ERRORS
