"""What of a user's surroundings reaches a process: text in UTF-8 whatever the locale, and no settings but the project's.

Pages that are handed out must be the same whoever makes them: a Matplotlib style, start-up files of IPython, old settings
of Jupyter, or modules found by `PYTHONPATH` must not reach them.
"""

import atexit
import codecs
import importlib.util
import io
import locale
import os
import shutil
import site
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
FOREIGN = (  # whatever these say, it is not said of pages
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_CONFIG_PATH",
    "JUPYTER_DATA_DIR",
    "JUPYTER_PATH",
    "MATPLOTLIBRC",
    "MPLBACKEND",
    "PYTHONOPTIMIZE",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
)
OWN = {"JUPYTER_NO_CONFIG": "1", "JUPYTER_PREFER_ENV_PATH": "1"}
INTERPRETER = ("PYTHON",)  # beginning of what an interpreter reads as it starts, and never again
SOCKETS = 60  # bytes of a folder's name, so that a socket's below it has no more than a system allows (104)
ROOMY = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - folders are made in it by `tempfile`


def settle(*, official: bool = True) -> None:
    """Give this process, which must be the command's own, the surroundings that it is to have.

    What an interpreter reads only as it starts begins anew: the command takes its own place.
    """
    around = readable(os.environ)
    around = of_pages(around) if official else around
    changed = {name for name in {*around, *os.environ} if around.get(name) != os.environ.get(name)}
    if any(name.startswith(INTERPRETER) for name in changed):
        _begin_anew(around)
    for name in changed:
        os.environ.pop(name, None)
    os.environ.update(around)
    if official and "MPLCONFIGDIR" not in os.environ and not _keeps_caches():
        os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(
            prefix="planbook-"
        )  # for all processes that this one starts
        atexit.register(shutil.rmtree, os.environ["MPLCONFIGDIR"], ignore_errors=True)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign the terminal has not is no reason to end
            stream.reconfigure(errors="backslashreplace")


def readable(around: Mapping[str, str]) -> dict[str, str]:
    """Surroundings in which names of files and all texts are UTF-8, and the terminal is spoken to as it expects."""
    if codecs.lookup(sys.getfilesystemencoding()).name == "utf-8":
        return dict(around)
    return {"PYTHONIOENCODING": f"{locale.getencoding()}:backslashreplace", **around, "PYTHONUTF8": "1"}


def of_pages(around: Mapping[str, str]) -> dict[str, str]:
    """Surroundings without what a user has set for programs of their own."""
    kept = {name: value for name, value in around.items() if name not in FOREIGN}
    needed = {TOP, _libraries()}  # some have the libraries where PYTHONPATH leads, or among a user's own
    found = [
        one for one in kept.pop("PYTHONPATH", "").split(os.pathsep) if one and Path(one).resolve() in needed
    ]
    path = {"PYTHONPATH": os.pathsep.join(found)} if found else {}
    users = site.ENABLE_USER_SITE and Path(site.getusersitepackages()).resolve() not in needed
    return kept | path | OWN | ({"PYTHONNOUSERSITE": "1"} if users else {})


def _libraries() -> Path:
    """The folder that the libraries are installed in."""
    found = importlib.util.find_spec("pandas")
    return Path((found and found.origin) or __file__).resolve().parents[1]


def _begin_anew(around: Mapping[str, str]) -> None:
    """Run this command again with other surroundings, in its own place where the system knows that."""
    words = [os.fsencode(sys.executable), *map(_in_utf8, sys.orig_argv[1:])]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    if os.name == "posix":
        os.execve(words[0], words, dict(around))  # noqa: S606
    import subprocess

    sys.exit(subprocess.call([sys.executable, *sys.orig_argv[1:]], env=dict(around)))  # noqa: S603


def _in_utf8(word: str) -> bytes:
    """A word of the command line as UTF-8; the name of a file that is there stays as it is on the disk."""
    raw = os.fsencode(word)
    return raw if os.path.exists(raw) else word.encode("utf-8", "surrogateescape")


@contextmanager
def around_pages(private: str) -> Iterator[None]:
    """Meanwhile kernels and what runs their cells have surroundings of their own, and what they keep lies in `private`."""
    before = dict(os.environ)
    own = {"IPYTHONDIR": str(Path(private) / "ipython"), "JUPYTER_RUNTIME_DIR": private}
    if "MPLCONFIGDIR" not in before and not _keeps_caches():
        own["MPLCONFIGDIR"] = private
    _become(of_pages(before) | own)
    try:
        yield
    finally:
        _become(before)


def _become(around: Mapping[str, str]) -> None:
    for name in {*os.environ} - {*around}:
        del os.environ[name]
    os.environ.update(around)


def homes(folder: Path) -> dict[str, str]:
    """Where libraries are to keep what they keep below a home, if that cannot be written; nothing if it can."""
    if _writable(Path.home()):
        return {}
    kept = {
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTER_CONFIG_DIR": "jupyter",
        "JUPYTER_DATA_DIR": "jupyter/data",
        "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
        "MPLCONFIGDIR": "matplotlib",
    }
    return {name: str(folder / below) for name, below in kept.items()}


def _keeps_caches() -> bool:
    """Whether Matplotlib finds room for what it keeps, and so says nothing about it."""
    own = Path.home() / ".config" / "matplotlib"
    return (own.is_dir() and os.access(own, os.W_OK)) or _writable(Path.home())


def _writable(folder: Path) -> bool:
    """Whether something can be put into a folder: tried, since a mount may say what its rights do not."""
    try:
        with tempfile.TemporaryDirectory(prefix=".planbook-", dir=folder):
            return True
    except OSError:
        return False


def socket_folder() -> str | None:
    """A folder for temporary files whose name is short enough for sockets; None where the system's own is."""
    if len(os.fsencode(tempfile.gettempdir())) <= SOCKETS:
        return None
    tried = [os.environ.get("XDG_RUNTIME_DIR", ""), *ROOMY]
    return next(
        (one for one in tried if one and len(os.fsencode(one)) <= SOCKETS and _writable(Path(one))), None
    )
