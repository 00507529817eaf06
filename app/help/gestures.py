"""What mouse and keys do on the plot and in the list, which no menu can name."""

Gesture = tuple[str, str]
"""What it does, and how."""

GESTURES: tuple[tuple[str, tuple[Gesture, ...]], ...] = (
    (
        "Mouse on the plot",
        (
            ("Select what is there", "Click"),
            ("Select it too, or no longer", "Shift or Ctrl + click"),
            ("Select with a rubber band", "Drag from nothing"),
            ("Move boundary and level", "Drag a handle"),
            ("Move a boundary", "Drag its line"),
            ("Move a segment", "Drag its curve"),
            ("Move it in time alone", "Drag its name"),
            ("Bend a segment", "Alt + drag its curve"),
            ("Scale several points", "Drag their box"),
            ("Split a segment", "Double-click"),
            ("Choose what catches", "Right-click on Snap"),
        ),
    ),
    (
        "While dragging",
        (
            ("Push all that follows", "Ctrl"),
            ("Stretch the rest of the run", "Alt"),
            ("Next of these ways", "Space"),
            ("Keep to one axis", "Shift"),
            ("Take it back", "Esc"),
        ),
    ),
    (
        "View of the plot",
        (
            ("Zoom along the run", "Wheel, or pinch"),
            ("Zoom the rates", "Shift + wheel"),
            ("Go along the run", "Ctrl + wheel"),
            ("Move the view", "Space + drag"),
            ("The same by trackpad", "Two fingers"),
            ("Zoom both axes", "Right drag"),
        ),
    ),
    (
        "Keys on the plot",
        (
            ("Move handles, or the view", "Arrow keys"),
            ("Less far, or further", "Shift, or Ctrl + arrow"),
            ("Scale the picked handles", "Ctrl + Shift + arrow"),
            ("Let go of the handles", "Esc"),
        ),
    ),
    (
        "Keys in the list of segments",
        (
            ("Select a segment", "Up, Down"),
            ("Select several", "Shift or Ctrl + these"),
            ("Move where it ends", "Left, Right"),
            ("Move its end's level", "Page Up, Page Down"),
            ("The same at its start", "Alt + these"),
            ("Less far, or further", "Shift, or Ctrl + these"),
            ("Type its numbers", "F2 or Enter"),
            ("Change the order", "Drag a card"),
        ),
    ),
    (
        "Fields",
        (
            ("Enter what was typed", "Enter or Tab"),
            ("Take it back", "Esc"),
            ("Units and arithmetic", "3 epochs, 10 %, 2*8k"),
        ),
    ),
    (
        "Files",
        (
            ("Open them", "Drop on the window"),
            ("Pin them to compare", "Shift + drop"),
        ),
    ),
)
"""The gestures, in the groups in which the sheet shows them."""
