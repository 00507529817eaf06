"""PNG files as pixels, for the tests of what is painted."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def pixels(data: bytes) -> NDArray[np.uint8]:
    """Read a PNG with three colours; rows from above, columns, colours."""
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        return np.asarray(image)
