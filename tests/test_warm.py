"""What importing before forking must not change: each trap of it, in pages and in kernels."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import papermill
import pytest
from conftest import REPOSITORY
from jupyter_client.manager import KernelManager

from planbook.core import digests
from planbook.run import in_process_engine, kernel_provisioner, lab

pytestmark = pytest.mark.slow
HANG = 900  # seconds after which a kernel is taken to hang; nothing here is asserted of times
TRAPS = (
    "import pandas as pd, numpy as np, matplotlib, os\npd.get_option('display.max_columns')",
    "pd.DataFrame([range(12)], columns=[f'column {n}' for n in range(12)])",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone",
    "os.environ.get('OPENBLAS_NUM_THREADS')",
    "matplotlib.rcParams['figure.dpi']",
    "print('first')\ndisplay({'text/plain': 'second'}, raw=True)\nprint('third')\nprint('third too')\n'last'",
    "shown = display('old', display_id='named')\nprint('between')\nshown = display('new', display_id='named', update=True)",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "print('gone with the next')\nclear_output(wait=True)\nprint('stays')",
    "print('a', end='')\nprint('b')",
)
IN_A_FORK = """
import os
from planbook.run import fork_server as server
def draw(answer):
    import papermill
    from planbook.run import in_process_engine
    in_process_engine.as_fresh()
    import numpy as np
    answer.send(float(np.random.random()))
def look(answer):
    import threading, sys
    answer.send((threading.active_count(), sorted({"pandas", "papermill", "matplotlib"} & set(sys.modules)),
                 os.environ.get("OPENBLAS_NUM_THREADS")))
def ask(task):
    context = server.context()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=task, args=(theirs,))
    process.start()
    theirs.close()
    found = ours.recv()
    process.join()
    return found
if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    print([ask(draw), ask(draw)], ask(look), sep="|")
"""

AFTER_AN_EDIT = """
from pathlib import Path
from jupyter_client.manager import KernelManager
from planbook.run import fork_server as server, kernel_provisioner
def told(client, code):
    client.execute_interactive(code, timeout=900, output_hook=lambda message: print(message["content"].get("text", "").strip()))
if __name__ == "__main__":
    process = server.context(server.KERNELS).Process(target=print, args=("warm",))
    server.start(process)
    process.join()
    with Path("planbook/core/labels.py").open("a") as source:
        source.write("EDITED = 'edited'\\n")
    manager = KernelManager()
    manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": kernel_provisioner.NAME}
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=900)
    told(client, "from planbook.core import labels; import sys; print(labels.EDITED, 'planbook.run.warm_up' in sys.modules)")
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"""


def outputs(tmp_path, engine) -> list:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in TRAPS])
    nbformat.write(book, tmp_path / "in.ipynb")
    done = papermill.execute_notebook(
        str(tmp_path / "in.ipynb"),
        str(tmp_path / "out.ipynb"),
        engine_name=engine or None,
        kernel_name="python3",
        progress_bar=False,
        start_timeout=HANG,
        iopub_timeout=HANG,
    )
    return [
        [(one.output_type, one.get("data") or one.get("text")) for one in cell.outputs] for cell in done.cells
    ]


def test_a_cell_shows_the_same_in_a_page_s_process_as_in_a_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    # a process of its own, as the warmed one: this one has drawn and been set already
    call = "import sys; sys.path.insert(0, 'tests'); import test_warm, pathlib, json; " + (
        "print(json.dumps([test_warm.outputs(pathlib.Path(sys.argv[1]), one) for one in ('', test_warm.in_process_engine.NAME)]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", call, tmp_path], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    kernel, own = json.loads(done.stdout.splitlines()[-1])
    assert own[0] == kernel[0] == [["execute_result", {"text/plain": "20"}]]
    assert own[1] == kernel[1]
    assert [kind for kind, _ in own[2]] == [kind for kind, _ in kernel[2]] == ["display_data"]
    assert "image/png" in own[2][0][1]
    assert own[3:] == kernel[3:]


def test_forks_draw_random_numbers_of_their_own_and_start_without_threads(tmp_path):
    (tmp_path / "asks.py").write_text(IN_A_FORK)
    done = subprocess.run(
        [sys.executable, tmp_path / "asks.py"], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    drawn, seen = done.stdout.strip().split("|")
    first, second = json.loads(drawn)
    assert first != second
    assert seen == "(1, ['matplotlib', 'pandas', 'papermill'], '1')"


def test_a_kernel_of_jupyterlab_is_forked_warm_draws_inline_and_can_be_interrupted_and_restarted(
    tmp_path, monkeypatch
):
    lab.prepare(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    manager = KernelManager(kernel_name="python3")
    assert manager.kernel_spec.metadata["kernel_provisioner"]["provisioner_name"] == kernel_provisioner.NAME
    manager.start_kernel(cwd=str(REPOSITORY))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=HANG)
        assert shown(client, "import sys; 'planbook.run.warm_up' in sys.modules")[0]["text/plain"] == "True"
        assert (
            shown(client, "import pandas; pandas.get_option('display.max_columns')")[0]["text/plain"] == "20"
        )
        chart = shown(client, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone")
        assert "image/png" in chart[-1]
        asked = client.execute("import time; print('begun', flush=True); time.sleep(3600)")
        while (
            told(client.get_iopub_msg, asked).get("text") != "begun\n"
        ):  # sooner, an interrupt meets no cell
            pass
        manager.interrupt_kernel()
        assert told(client.get_shell_msg, asked)["ename"] == "KeyboardInterrupt"
        before = shown(client, "import os; os.getpid()")[0]["text/plain"]
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=HANG)
        assert shown(client, "import os; os.getpid()")[0]["text/plain"] != before
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert not manager.has_kernel


def test_a_kernel_started_after_an_edit_of_the_source_has_the_edited(tmp_path):
    for package in digests.PACKAGES:
        shutil.copytree(REPOSITORY / package, tmp_path / package)
    (tmp_path / "asks.py").write_text(AFTER_AN_EDIT)
    known = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(tmp_path / "asks.py")], cwd=tmp_path, env=known, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[0] == "warm", done.stderr
    assert "edited False" in done.stdout.splitlines(), done.stdout


def told(take, asked: str) -> dict:
    """What the next message says that answers a request; others on the channel are passed over."""
    while True:
        message = take(timeout=HANG)
        if message["parent_header"].get("msg_id") == asked:
            return message["content"]


def shown(client, code: str) -> list[dict]:
    """What a cell shows, by its kinds."""
    found = []

    def keep(message):
        if message["msg_type"] in ("execute_result", "display_data"):
            found.append(message["content"]["data"])

    reply = {"content": {"status": "aborted"}}
    while (
        reply["content"]["status"] == "aborted"
    ):  # for a moment after an error a kernel does no cell that waits
        reply = client.execute_interactive(code, timeout=HANG, output_hook=keep)
    assert reply["content"]["status"] == "ok", reply["content"]
    return found


def test_the_package_offers_its_engine_and_its_kernels_to_papermill_and_jupyter():
    from importlib.metadata import entry_points

    (engine,) = entry_points(group="papermill.engine", name=in_process_engine.NAME)
    assert engine.load().execute_managed_notebook == in_process_engine.InProcess.execute_managed_notebook
    (kernels,) = entry_points(group="jupyter_client.kernel_provisioners", name=kernel_provisioner.NAME)
    assert kernels.load() is kernel_provisioner.WarmProvisioner


def test_modules_that_start_before_the_rest_import_nothing_heavy():
    first = (
        "import planbook.run.in_process_engine"  # before papermill, which asks for it while it is imported
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", first], check=True, env=os.environ)
    light = "import sys; from planbook.run import fork_server, run_records; print(sorted({'pandas', 'numpy'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", light], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"
    assert digests.code()
