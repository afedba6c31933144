"""The command in a user's surroundings: other locales, a home that cannot be written, long names, settings of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, copied, left_by_run, write_release

from planbook.core import environment, paths

LOCALES = ("GB18030", "GBK")
COMMANDS = {  # what each says or leaves, in signs that the locale spells otherwise
    "prepare": (["prepare", "--place", "tiny"], "tiny: 31 observations of 3 releases"),
    "trace": (["trace", "tiny", "infant_mortality", "2024"], "填报数据.csv"),
    "check": (["check"], "no faults"),
    "query": (["query", "SELECT * FROM places"], "小试市"),
    "export": (["export", "--place", "tiny"], "tiny.xlsx"),
    "forms": (["forms", "--place", "410482", "--year", "2025"], "workbooks in"),
    "copy": (["copy", "women_health", "--place", "tiny"], "women_health_tiny_2025.ipynb"),
    "run": (["run", "--place", "tiny", "--area", "women_health", "--engine", "kernel"], "women_health: "),
}


def command(root: Path, *words: str, **around: str) -> subprocess.CompletedProcess:
    asked = [sys.executable, "-c", "from planbook.cli import main; main()", *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    env |= {"PLANBOOK_ROOT": str(root), "PYTHONPATH": str(REPOSITORY), **around}
    return subprocess.run(asked, capture_output=True, env=env)


@pytest.fixture(scope="module")
def locales(tmp_path_factory) -> Path:
    """Locales whose texts are not UTF-8, made where the system has their sources."""
    folder = tmp_path_factory.mktemp("locales")
    if not shutil.which("localedef"):
        pytest.skip("the system cannot make locales: it has no localedef")
    for one in LOCALES:
        subprocess.run(["localedef", "-i", "zh_CN", "-f", one, folder / f"zh_CN.{one}"], capture_output=True)
    if not all((folder / f"zh_CN.{one}").is_dir() for one in LOCALES):
        pytest.skip("the system has no sources of Chinese locales")
    return folder


@pytest.fixture
def chinese_root(tmp_path, year_made) -> Path:
    """The small place under a folder with spaces and Chinese signs, with a received file of a Chinese name."""
    root = copied(tmp_path / "妇儿 规划 2025")
    text = "indicator,year,value,unit\ninfant_mortality,2023,4.5,‰\ninfant_mortality,2024,4.1,‰\n"
    write_release(root, "2026-06-01", text, "填报数据.csv")
    return root


def home_that_cannot_be_written(tmp_path: Path) -> str:
    if os.geteuid() == 0:
        return "/proc/sys"  # root may write everywhere else
    (tmp_path / "home").mkdir(mode=0o500)
    return str(tmp_path / "home")


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_commands_work_where_texts_are_not_utf8(name, chinese_root, locales):
    words, expected = COMMANDS[name]
    if "410482" in words:
        entry = Path("data") / "raw" / "410482"
        shutil.copytree(REPOSITORY / entry, chinese_root / entry, ignore=shutil.ignore_patterns("forms"))
    for one in LOCALES if name == "trace" else LOCALES[:1]:
        answer = command(chinese_root, *words, LC_ALL=f"zh_CN.{one}", LOCPATH=str(locales), PYTHONUTF8="0")
        said = answer.stdout.decode(one) + answer.stderr.decode(one)  # in what the terminal shows
        assert answer.returncode == 0, said
        assert expected in said
    names = [os.fsencode(path) for path in chinese_root.rglob("*")]
    assert all(one.decode("utf-8") for one in names)  # no name in another encoding


@pytest.mark.slow
def test_words_of_the_command_line_are_read_as_they_were_typed(chinese_root, locales):
    raw = "没有的指标".encode("gb18030")
    asked = [sys.executable, "-c", "from planbook.cli import main; main()", "trace", "tiny", raw, "2025"]
    env = os.environ | {"PLANBOOK_ROOT": str(chinese_root), "PYTHONPATH": str(REPOSITORY)}
    env |= {"LC_ALL": "zh_CN.GB18030", "LOCPATH": str(locales)}
    answer = subprocess.run(asked, capture_output=True, env=env)
    assert answer.returncode == 2
    assert "found '没有的指标'" in answer.stderr.decode("gb18030")


@pytest.mark.slow
@pytest.mark.parametrize("around", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}])  # fmt: skip
def test_a_sign_the_terminal_has_not_ends_nothing(chinese_root, around):
    answer = command(chinese_root, *COMMANDS["trace"][0], **around)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout


@pytest.mark.skipif(os.name != "posix", reason="file names are text there")
def test_names_on_the_disk_are_utf8_whatever_the_process_takes_them_for(monkeypatch):
    spelled = {"decode": "gb18030"}
    monkeypatch.setattr(os, "fsdecode", lambda raw: raw.decode(spelled["decode"], "surrogateescape"))
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode(spelled["decode"], "surrogateescape"))
    for name in ("民政部门_2024.xlsx", "plain.csv", "—‰.csv"):
        assert paths.as_text(paths.on_disk(name)) == name
        assert os.fsencode(paths.on_disk(name)) == name.encode()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_run_needs_no_home_that_can_be_written_and_no_short_temporary_folder(year_made, tmp_path, engine):
    root, folder = copied(tmp_path / "root"), tmp_path / ("long" * 30)
    shutil.copytree(year_made / "data" / "processed" / "tiny", root / "data" / "processed" / "tiny")
    shutil.rmtree(root / "data" / "processed" / "tiny" / "pages")
    folder.mkdir()
    home = home_that_cannot_be_written(tmp_path)
    words = ["run", "--place", "tiny", "--area", "women_health", "--engine", engine]
    answer = command(root, *words, HOME=home, TMPDIR=str(folder))
    assert answer.returncode == 0, answer.stderr
    assert b"atplotlib" not in answer.stderr  # nothing about where it keeps its caches
    assert not list(folder.iterdir())
    made = left_by_run(root)
    kept = left_by_run(year_made)
    page = "outputs/tiny/2025/internal/women_health.html"
    assert made[page] == kept[page]


SETTINGS = {  # what a user may have set, by file below the home; each would show on a page
    ".config/matplotlib/matplotlibrc": "axes.facecolor: black\nfigure.figsize: 3, 3\nlines.linestyle: :\n",
    ".ipython/profile_default/startup/00.py": "import pandas, builtins; pandas.DataFrame.head = None\n"
    "from analysis import charts; charts.trend = None; print('startup was here')\n",
    ".ipython/profile_default/ipython_config.py": "c.InteractiveShellApp.exec_lines = ['print(1)']\n"
    "c.InlineBackend.figure_formats = {'svg'}\n",
    ".jupyter/jupyter_config.json": '{"KernelManager": {"transport": "none"}, "NotebookApp": {"old": 1}}',
    ".jupyter/jupyter_nbconvert_config.py": "c.TagRemovePreprocessor.enabled = True\n",
    ".local/share/jupyter/kernels/python3/kernel.json": '{"argv": ["false"], "display_name": "x", "language": "R"}',
    ".local/share/jupyter/nbconvert/templates/base/null.j2": "not the template",
    "modules/sitecustomize.py": "import builtins; builtins.round = lambda *a: 0\n",
    "modules/seaborn.py": "raise RuntimeError('not the library')\n",
    "modules/jinja2.py": "raise RuntimeError('not the library')\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_user_s_own_settings_do_not_reach_a_page(year_made, tmp_path, engine):
    root, home = copied(tmp_path / "root"), tmp_path / "home"
    for name, text in SETTINGS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    style = home / ".config/matplotlib/matplotlibrc"
    shutil.copy(style, root)  # Matplotlib looks in the working folder too
    around = {
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(home / "modules"), str(REPOSITORY)]),
        "JUPYTER_PATH": str(home / ".local/share/jupyter"),
        "JUPYTER_CONFIG_PATH": str(home / ".jupyter"),
        "IPYTHONDIR": str(home / ".ipython"),
        "MATPLOTLIBRC": str(style),
        "MPLBACKEND": "svg",
        "PYTHONWARNINGS": "error",
    }
    areas = ["overview", "women_health"] if engine == "fork" else ["women_health"]
    words = ["run", "--place", "tiny", "--engine", engine, *(w for area in areas for w in ("--area", area))]
    answer = command(root, *words, **around)
    assert answer.returncode == 0, answer.stderr.decode()
    made, kept = left_by_run(root), left_by_run(year_made)
    for area in areas:
        for name in (f"{area}.html", f"notebooks/{area}.ipynb"):
            file = f"outputs/tiny/2025/internal/{name}"
            assert made[file] == kept[file]


def test_what_a_kernel_gets_is_taken_back_afterwards(tmp_path, monkeypatch):
    monkeypatch.setenv("MATPLOTLIBRC", "mine")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["elsewhere", str(REPOSITORY)]))
    before = dict(os.environ)
    with environment.around_pages(str(tmp_path)):
        assert "MATPLOTLIBRC" not in os.environ
        assert os.environ["PYTHONPATH"] == str(REPOSITORY)
        assert os.environ["IPYTHONDIR"].startswith(str(tmp_path))
    assert dict(os.environ) == before


def test_surroundings_of_pages_are_those_of_pages_once_more():
    around = {"PYTHONPATH": "elsewhere", "MPLBACKEND": "svg", "PATH": "/bin"}
    once = environment.of_pages(around)
    assert once == environment.of_pages(once)  # or the command would begin anew for ever
    assert not {"PYTHONPATH", "MPLBACKEND"} & set(once)
    assert once["PATH"] == "/bin"


def test_the_make_file_finds_room_where_the_home_has_none(tmp_path):
    more = tmp_path / "more.mk"
    more.write_text('show:\n\t@echo "$(UV_CACHE_DIR)"\n', encoding="utf-8")
    asked = ["make", "--silent", "-f", "Makefile", "-f", str(more), "show"]
    env = {
        name: value for name, value in os.environ.items() if name not in ("UV_CACHE_DIR", "XDG_CACHE_HOME")
    }
    for home, expected in (
        (home_that_cannot_be_written(tmp_path), f"{REPOSITORY}/.venv/.cache"),
        (str(tmp_path), ""),
    ):
        said = subprocess.run(asked, cwd=REPOSITORY, env=env | {"HOME": home}, capture_output=True, text=True)
        assert said.stdout.strip() == expected
