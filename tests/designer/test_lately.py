"""What was found out about a design lately is given again, and never that of another one."""

from dataclasses import replace

from rampsmith.designer.lately import known_lately
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.starter import starter


def test_the_same_schedule_is_asked_about_once_and_an_equal_one_anew() -> None:
    asked: list[tuple[Schedule, str]] = []

    @known_lately(2)
    def titled(schedule: Schedule, end: str) -> str:
        asked.append((schedule, end))
        return f"{schedule.title}{end}"

    one, other = starter(), replace(starter(), title="other")
    assert [titled(one, "."), titled(one, "."), titled(other, ".")] == [
        f"{one.title}.",
        f"{one.title}.",
        "other.",
    ]
    assert len(asked) == 2
    assert titled(one, "!") == f"{one.title}!"
    assert len(asked) == 3, "another question"
    assert titled(replace(one), "!") == f"{one.title}!"
    assert len(asked) == 4, "another schedule, though an equal one"


def test_only_the_newest_answers_are_kept() -> None:
    asked: list[Schedule] = []

    @known_lately(2)
    def title(schedule: Schedule) -> str:
        asked.append(schedule)
        return schedule.title

    schedules = [replace(starter(), title=str(number)) for number in range(3)]
    assert [title(each) for each in schedules] == ["0", "1", "2"]
    assert [title(each) for each in reversed(schedules)] == ["2", "1", "0"]
    assert len(asked) == 4
