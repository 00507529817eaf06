"""What Rampsmith is and which versions run here, to be read and copied into a report."""

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

PACKAGES = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy")
"""What a fault may depend on; asked by name, because torch is never imported here."""


class AboutBox(QMessageBox):
    """A box with the versions."""

    def __init__(self, parent: QWidget) -> None:
        """Collect them."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Rampsmith")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(f"Rampsmith {_version('rampsmith')}")
        system = f"{platform.system()} {platform.machine()}"
        parts = [f"Python {platform.python_version()}", f"Qt {qVersion()}"]
        parts += [f"{name} {_version(name)}" for name in PACKAGES]
        self.setInformativeText(
            "Learning-rate schedules, shaped with the mouse and proved in PyTorch.\n"
            f"Free software under the MIT licence.\n\n{', '.join(parts)}, on {system}."
        )
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of an unknown version"
