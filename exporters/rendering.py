"""Filling the templates."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> "Environment":
    # Imported when first needed: most commands, and the empty window, can do without.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("rampsmith.templates", "."),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the files are programs and tables, not web pages.
    )


def rendered(template: str, **values: Any) -> str:
    """Fill a template of this package."""
    return _environment().get_template(template).render(**values)
