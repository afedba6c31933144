"""Write the invented city's files anew: `python tests/invented_city [ROOT]`."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from invented_city import releases  # noqa: E402 - found only now

print(releases.write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[1]))
