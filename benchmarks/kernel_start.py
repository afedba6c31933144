"""Restart of a kernel, imports and first chart: forked from the warmed process, against Jupyter's own.

Usage: ``.venv/bin/python benchmarks/kernel_start.py [TIMES]``. Prints the median seconds of both and their ratio.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty

from jupyter_client.manager import KernelManager

from planbook.run import kernel_provisioner

ROOT = Path(__file__).resolve().parents[1]
CELLS = (
    'from planbook import workbook\nbook = workbook.open("women_health", "demo", 2025)',
    'book.trend("maternal_mortality")',
)


def run(client, code: str) -> None:
    """Run a cell and wait for its end; fails where the cell does."""
    reply = client.execute_interactive(code, timeout=120, output_hook=lambda message: None)
    assert reply["content"]["status"] == "ok", reply["content"]


def answered(client) -> None:
    """Wait until the kernel answers on both channels, as `wait_for_ready` does, which then listens 0.2 s for more."""
    for _ in range(60):
        client.kernel_info()
        try:
            client.get_shell_msg(timeout=1)
            client.get_iopub_msg(timeout=0.05)
            return
        except Empty:
            continue
    raise TimeoutError("the kernel does not answer")


def seconds(spec: str, times: int) -> float:
    """Median time from the order to restart until the first chart is there."""
    manager, taken = KernelManager(kernel_name=spec), []
    manager.start_kernel(cwd=str(ROOT))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    for cell in CELLS:
        run(client, cell)
    for _ in range(times):
        started = time.perf_counter()
        manager.restart_kernel(now=True)
        answered(client)
        for cell in CELLS:
            run(client, cell)
        taken.append(time.perf_counter() - started)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return statistics.median(taken)


def main(times: int) -> None:
    """Measure both and print."""
    with tempfile.TemporaryDirectory() as folder:
        for name, spec in (
            ("warm", kernel_provisioner.SPEC),
            ("plain", kernel_provisioner.SPEC | {"metadata": {}}),
        ):
            (Path(folder) / "kernels" / name).mkdir(parents=True)
            (Path(folder) / "kernels" / name / "kernel.json").write_text(json.dumps(spec))
        os.environ |= {"JUPYTER_PATH": folder, "PLANBOOK_ROOT": str(ROOT)}
        warm, plain = seconds("warm", times), seconds("plain", times)
    print(
        f"restart, imports and first chart: warm {warm:.2f} s, plain {plain:.2f} s, ratio {plain / warm:.1f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
