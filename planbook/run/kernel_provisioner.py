"""Kernels for JupyterLab, forked from the warmed process: a restart takes half a second, with the imports done.

Where the package's source has changed since it was warmed, a kernel starts as any other and has today's.
"""

import asyncio
import os
import signal
import sys
from multiprocessing.process import BaseProcess
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from planbook.core import digests
from planbook.run import fork_server

LOOK = 0.005  # seconds
NAME = "planbook-warm"  # the entry point, which kernel.json names
SPEC = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "metadata": {"debugger": True, "kernel_provisioner": {"provisioner_name": NAME}},
}


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel in a fork of the warmed process; on Windows, as any kernel."""

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> KernelConnectionInfo:
        """Start the kernel and keep its process (Jupyter's interface)."""
        if os.name != "posix":
            return await super().launch_kernel(cmd, **kwargs)
        arguments = cmd[cmd.index("-m") + 2 :] if "-m" in cmd else cmd[1:]
        place = kwargs.get("cwd") or os.getcwd()
        environment: Any = kwargs["env"]
        process = fork_server.context(fork_server.KERNELS).Process(
            target=_kernel, args=(cmd, arguments, dict(environment), place)
        )
        fork_server.start(process)
        self.process = _Process(process)  # type: ignore[assignment]  # by the names of Popen that Jupyter asks for
        self.pid = process.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end, looking often: a restart waits for it (Jupyter's interface)."""
        while await self.poll() is None:
            await asyncio.sleep(LOOK)
        return await super().wait()


class _Process:
    """A process of `multiprocessing` by the names that `subprocess.Popen` has."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self.process, self.pid = process, process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid is not None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.process.kill()

    def terminate(self) -> None:
        self.process.terminate()


def _kernel(cmd: list[str], arguments: list[str], environment: dict[str, str], place: str) -> None:
    """Be a kernel: what libraries settled while they were imported is settled anew, as in a kernel of its own."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(place)
    if digests.of(digests.source(), digests.TOP) != digests.code():  # edited since it was warmed
        os.execv(cmd[0], cmd)  # noqa: S606
    sys.path.insert(0, "")
    sys.argv = ["ipykernel_launcher", *arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from ipykernel.kernelapp import IPKernelApp

    from planbook.run import in_process_engine

    in_process_engine.as_fresh()
    kernel = IPKernelApp.instance()
    kernel.initialize(sys.argv[1:])
    if kernel.shell is not None:
        in_process_engine.draw_inline(kernel.shell)
    kernel.start()
