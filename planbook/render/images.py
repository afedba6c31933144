"""Charts and pictures as bytes: what pages carry, and what office programs show."""

import base64
import io
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

COLOURS = 128  # fewer, and the quick method melts two states into one
NEARLY_WHITE = 248
EFFORT = 3  # of the compression; more takes longer and gains nothing


def webp(figure: Figure) -> bytes:
    """The figure as a lossless WebP of few colours: the same bytes for the same figure, a quarter less than as PNG."""
    buffer = io.BytesIO()
    _drawn(figure).save(buffer, format="WEBP", lossless=True, method=EFFORT, quality=80)
    return buffer.getvalue()


def png(figure: Figure) -> bytes:
    """The figure as a page shows it, pixel by pixel, in the format that every office program shows."""
    buffer = io.BytesIO()
    _drawn(figure).save(buffer, "PNG")
    return buffer.getvalue()


def unpacked(webp: str) -> bytes:
    """A page's picture (base64) in the format that every office program shows."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(webp))).save(buffer, "PNG")
    return buffer.getvalue()


def _drawn(figure: Figure) -> Image.Image:
    """The figure's pixels in few colours."""
    canvas: Any = figure.canvas  # charts are drawn by Agg, whose canvas has its pixels
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    small = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colours = np.array(small.getpalette()).reshape(-1, 3)
    colours[(colours >= NEARLY_WHITE).all(axis=1)] = 255  # the quick method greys the ground a little
    small.putpalette(colours.ravel().tolist())
    return small.convert("RGB")
