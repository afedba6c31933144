"""JupyterLab on the notebooks: in Chinese, at the page of where to begin, its kernels forked from a warmed process."""

import json
import os
import sys
from pathlib import Path

from planbook.core import environment, paths
from planbook.run import kernel_provisioner

CHINESE = b'{"locale": "zh_CN"}\n'


def become_lab() -> None:
    """Put JupyterLab in this process's place."""
    settings = paths.root() / "data" / "processed" / "lab"
    prepare(settings)
    own = [str(settings), os.environ.get("JUPYTER_PATH")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, own))
    os.environ.update(environment.homes(settings / "home"))
    os.environ["JUPYTERLAB_SETTINGS_DIR"] = str(settings)
    os.environ["PLANBOOK_ROOT"] = str(paths.root())
    begin = [
        "--LabApp.default_url=/lab/tree/notebooks/welcome.ipynb",
        f"--ServerApp.root_dir={paths.root()}",
    ]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *begin])  # noqa: S606


def prepare(settings: Path) -> None:
    """Write the language, unless the user has chosen one, and the kernel that stands in the place of Jupyter's own."""
    locale = settings / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    if not locale.exists():
        paths.write_atomically(locale, CHINESE)
    kernel = settings / "kernels" / "python3" / "kernel.json"
    paths.write_atomically(kernel, json.dumps(kernel_provisioner.SPEC, indent=1).encode())
