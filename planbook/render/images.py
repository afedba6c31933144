"""Pictures as bytes, in the format that pages and office programs show."""

import io

from PIL import Image


def as_png(data: bytes) -> bytes:
    """A picture in the format every office program shows."""
    if data.startswith(b"\x89PNG"):
        return data
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).save(out, "PNG")
    return out.getvalue()
