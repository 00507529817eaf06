"""The order in which Tab goes through widgets."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def put_in_order(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each widget to the next; the first one stays where it is in the window's order.

    What removes something belongs at the end, so that nobody lands on it between two fields.
    """
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)
