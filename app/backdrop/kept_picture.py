"""Keeps the picture behind the curve in the settings, for the next start."""

import json

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSettings
from PySide6.QtGui import QImage

from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture, PictureAxis, Place
from rampsmith.app.backdrop.picture import picture_from

IMAGE, PLACES = "picture/image", "picture/places"
"""The keys in the settings."""

LARGEST_PNG = 1_000_000
"""Bytes from which on a picture is kept as a JPEG."""


def keep_picture(settings: QSettings, picture: LinedUpPicture | None) -> None:
    """Remember a picture, or that there is none."""
    if picture is None:
        settings.remove("picture")
        return
    settings.setValue(IMAGE, _bytes(picture.image))
    settings.setValue(PLACES, _text(picture))


def keep_places(settings: QSettings, picture: LinedUpPicture) -> None:
    """Remember how a picture is shown, whose image is kept already."""
    settings.setValue(PLACES, _text(picture))


def kept_picture(settings: QSettings) -> LinedUpPicture | None:
    """Return the picture that was kept; None where there is none or it cannot be read."""
    data, text = settings.value(IMAGE), settings.value(PLACES)
    image = picture_from(data) if isinstance(data, QByteArray) else None
    if image is None or not isinstance(text, str):
        return None
    try:
        return _read(image, json.loads(text))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _bytes(image: QImage) -> QByteArray:
    for kind, quality in (("PNG", -1), ("JPG", 85)):
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, kind, quality)  # type: ignore[call-overload]
        if data.size() <= LARGEST_PNG:
            break
    return data


def _text(picture: LinedUpPicture) -> str:
    return json.dumps(
        {
            "name": picture.name,
            "kind": picture.kind,
            "shown": picture.is_shown,
            "opacity": picture.opacity,
            "steps": [picture.steps.first, picture.steps.second, picture.steps.is_logarithmic],
            "values": [picture.values.first, picture.values.second, picture.values.is_logarithmic],
        }
    )


def _read(image: QImage, kept: dict[str, object]) -> LinedUpPicture | None:
    match kept:
        case {
            "name": str(name),
            "kind": str(kind),
            "shown": bool(shown),
            "opacity": int(opacity),
            "steps": [[*one], [*other], bool(steps_are_logarithmic)],
            "values": [[*low], [*high], bool(values_are_logarithmic)],
        }:
            steps = PictureAxis(_place(*one), _place(*other), steps_are_logarithmic)
            values = PictureAxis(_place(*low), _place(*high), values_are_logarithmic)
            if steps.fault("step") or values.fault("value") or not 0 <= opacity <= 100:
                return None
            return LinedUpPicture(name, image, steps, values, kind, shown, opacity)
        case _:
            return None


def _place(share: object, value: object) -> Place:
    return Place(float(share), float(value))  # type: ignore[arg-type]
