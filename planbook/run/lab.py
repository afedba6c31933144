"""JupyterLab on the notebooks: in Chinese, at the page of where to begin, its kernels forked from a warmed process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from planbook.core import environment, paths
from planbook.core.errors import Fault, UsageError
from planbook.run import kernel_provisioner

OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
CHINESE = b'{"locale": "zh_CN"}\n'


def options(port: int | None, ip: str | None, token: str | None, no_browser: bool) -> list[str]:
    """JupyterLab's own words for how it is to be reached; its defaults where nothing is asked for.

    Parameters
    ----------
    port : int, optional
        Exactly this port.
    ip : str, optional
        Address to listen at.
    token : str, optional
        What lets in: one of its own making where it is empty, none where there is none.
    no_browser : bool
        Whether no browser is to be opened.

    Raises
    ------
    UsageError
        Where others could get in without a token.
    """
    if token is None and ip not in (None, *OWN_MACHINE):
        remedy = "Leave --no-token out: whoever gets in can run anything here."
        raise UsageError([Fault("--no-token", f"--ip {ip}", f"one of {', '.join(OWN_MACHINE)}", remedy)])
    asked = {
        "ServerApp.port": port,
        "ServerApp.ip": ip,
        "IdentityProvider.token": "" if token is None else token or None,
    }
    words = [f"--{name}={value}" for name, value in asked.items() if value is not None]
    exactly = ["--ServerApp.port_retries=0"] if port else []
    return words + exactly + (["--no-browser"] if no_browser else [])


def become_lab(asked: Sequence[str] = (), more: Sequence[str] = ()) -> None:
    """Put JupyterLab in this process's place, with options of its own and more that are handed on as they stand."""
    settings = paths.root() / "data" / "processed" / "lab"
    prepare(settings)
    os.environ.update(environment.homes(settings / "home"))
    os.environ.update(surroundings(settings))
    begin = [
        "--LabApp.default_url=/lab/tree/notebooks/welcome.ipynb",
        f"--ServerApp.root_dir={paths.root()}",
        *terminal(),
    ]
    words = [sys.executable, "-m", "jupyterlab", *begin, *asked, *more]
    if os.name == "posix":
        os.execv(sys.executable, words)  # noqa: S606
    sys.exit(subprocess.call(words))  # noqa: S603 - Windows knows no taking of a process's place


def surroundings(settings: Path) -> dict[str, str]:
    """What JupyterLab, its kernels and its terminals find: its settings, the project, and the commands installed with it."""
    own = [str(settings), os.environ.get("JUPYTER_PATH")]
    commands = [str(Path(sys.executable).parent), os.environ.get("PATH")]
    return {
        "JUPYTER_PATH": os.pathsep.join(filter(None, own)),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "PATH": os.pathsep.join(filter(None, commands)),
        "PLANBOOK_ROOT": str(paths.root()),
    }


def terminal() -> list[str]:
    """The shell of JupyterLab's terminals: none that reads the system's profile, which would set another PATH."""
    if os.name != "posix":
        return []
    shell = os.environ.get("SHELL") or shutil.which("bash") or "sh"
    return [f"--ServerApp.terminado_settings={ {'shell_command': [shell]} }"]


def prepare(settings: Path) -> None:
    """Write the language, unless the user has chosen one, and the kernel that stands in the place of Jupyter's own."""
    locale = settings / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    if not locale.exists():
        paths.write_atomically(locale, CHINESE)
    kernel = settings / "kernels" / "python3" / "kernel.json"
    paths.write_atomically(kernel, json.dumps(kernel_provisioner.SPEC, indent=1).encode())
