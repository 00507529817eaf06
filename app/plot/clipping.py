"""Lines cut at the edges of a view, for files whose readers would draw all of them."""

from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPolygonF


def within(line: QPolygonF, seen: QRectF) -> list[QPolygonF]:
    """Give the parts of a line of points that lie within a rectangle."""
    parts: list[QPolygonF] = []
    points = [line.at(number) for number in range(line.size())]
    for begin, end in pairwise(points):
        piece = _piece(QLineF(begin, end), seen)
        if piece is None:
            continue
        if parts and parts[-1].last() == piece.p1():
            parts[-1].append(piece.p2())
        else:
            parts.append(QPolygonF([piece.p1(), piece.p2()]))
    return parts


def _piece(line: QLineF, seen: QRectF) -> QLineF | None:
    """Cut a straight line (Liang and Barsky's way): how far along it enters, and leaves."""
    enters, leaves = 0.0, 1.0
    for way, begin, low, high in (
        (line.dx(), line.x1(), seen.left(), seen.right()),
        (line.dy(), line.y1(), seen.top(), seen.bottom()),
    ):
        if way == 0:
            if not low <= begin <= high:
                return None
            continue
        near, far = sorted(((low - begin) / way, (high - begin) / way))
        enters, leaves = max(enters, near), min(leaves, far)
    if enters > leaves:
        return None
    begin_point = line.p1() if enters == 0 else QPointF(line.pointAt(enters))
    return QLineF(begin_point, line.p2() if leaves == 1 else QPointF(line.pointAt(leaves)))
