"""Arrays by what they hold, as signatures name them; arguments may be any array-like where `ArrayLike` stands."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int_]
Flags = NDArray[np.bool_]
Words = NDArray[np.str_ | np.object_]
