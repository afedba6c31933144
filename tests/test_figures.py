"""Charts as pages carry them: their bytes, their texts, and that every sign of every text has an outline."""

import io
import json
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY
from fontTools.ttLib import TTFont
from PIL import Image

from analysis import charts
from analysis.charts import style
from planbook.core import labels
from planbook.document.claims import say
from planbook.render import images, states
from planbook.workbook.pieces import picture

LINE = pd.DataFrame({"year": [2019, 2020, 2021, 2022], "value": [4.0, 3.0, 2.5, 2.0], "status": list("AABP")})


def test_a_picture_is_the_same_bytes_every_time_and_carries_its_text():
    one, two = (
        picture(partial(charts.trend, LINE, title="死亡率"), say('折线图："死亡"')).html for _ in range(2)
    )
    assert one == two
    assert 'alt="折线图：&#34;死亡&#34;"' in one
    assert not plt.get_fignums()


def test_a_sign_without_outline_is_an_error():
    with pytest.raises(UserWarning, match="Glyph"):
        images.webp(charts.trend(LINE, title="\U0002b740"))


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_sign_of_every_text_has_an_outline(weight):
    files = [
        *REPOSITORY.glob("planbook/**/*.toml"),
        *REPOSITORY.glob("planbook/render/**/*.j2"),
        *REPOSITORY.glob("planbook/*/*.py"),
        *REPOSITORY.glob("analysis/charts/*.py"),
        *REPOSITORY.glob("data/raw/*/place.toml"),
        *REPOSITORY.glob("data/raw/*/*/SOURCE.toml"),
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    for path in REPOSITORY.glob("notebooks/*.ipynb"):
        text += "".join(
            "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        )
    known = TTFont(style.FONTS / f"PlanbookSansSC-{weight}.otf").getBestCmap()
    assert not {sign for sign in text if sign.isprintable() and ord(sign) not in known}


def test_every_state_and_level_of_warning_has_a_role():
    assert set(states.ROLES.values()) < set(style.ROLES)
    assert [states.mark(level) for level in labels.WARNING_LEVEL] == ["■■■", "■■", "■", "☆"]
    assert [states.mark(code) for code in ("met", "uncertain", "not_met", "no_data")] == ["●", "◐", "▲", "—"]
    meant = {code: states.role(code) for code in states.ROLES if code not in ("better", "worse")}
    assert len({states.mark(code) for code in meant}) == len(meant)  # one mark, one meaning
    assert "◇" not in {states.mark(code) for code in states.ROLES}  # the base year of every chart
    assert states.colour("better") == states.colour("met") != states.colour("worse")


def test_groups_and_places_have_colours_of_their_own():
    colours = [*states.GROUPS.values(), states.OWN, states.COMPARED]
    assert len(set(colours)) == len(colours)
    assert set(colours) <= set(style.PALETTE.values())


def test_a_picture_of_a_page_is_png_for_office_programs():
    figure = charts.trend(LINE)
    png = images.png(figure)
    assert png.startswith(b"\x89PNG")
    shown, carried = (Image.open(io.BytesIO(one)) for one in (png, images.webp(figure)))
    assert (np.asarray(shown) == np.asarray(carried)).all()
