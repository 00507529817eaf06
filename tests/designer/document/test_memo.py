"""The last results about a design are returned again, and never those of another one."""

from dataclasses import replace

from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter


def test_the_same_schedule_is_asked_about_once_and_an_equal_one_anew() -> None:
    asked: list[tuple[Schedule, str]] = []

    @remembers_last(2)
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

    @remembers_last(2)
    def title(schedule: Schedule) -> str:
        asked.append(schedule)
        return schedule.title

    schedules = [replace(starter(), title=str(number)) for number in range(3)]
    assert [title(each) for each in schedules] == ["0", "1", "2"]
    assert [title(each) for each in reversed(schedules)] == ["2", "1", "0"]
    assert len(asked) == 4
