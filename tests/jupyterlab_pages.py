"""JupyterLab in Chromium: a server of its own, a page on one notebook, and what was asked for elsewhere."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from conftest import REPOSITORY

from planbook.workbook import bench_controls

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HANG = 300_000  # milliseconds after which a browser is taken to hang
DRAWN = ".vega-embed svg, .vega-embed canvas"
SETTLED = (
    """() => ![...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'))"""
)
BEGUN = """() => [...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'))"""
FAULTS = """() => [...document.querySelectorAll('[data-mime-type*=error], [data-mime-type*=stderr]')].map(e => e.innerText)"""


def without_news(settings: Path) -> None:
    """Settings of a user whose JupyterLab asks nobody for news."""
    news = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false", "checkForUpdates": false}')


@contextmanager
def lab(root: Path, settings: Path) -> Iterator[str]:
    """JupyterLab over a root, by its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
    ]
    own = {name: str(settings) for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR")}
    paths = {"PLANBOOK_ROOT": str(root), "PYTHONPATH": str(REPOSITORY), "JUPYTER_PREFER_ENV_PATH": "1"}
    command = [sys.executable, "-m", "jupyterlab", *words]
    with open(settings / "log.txt", "ab") as log:
        server = subprocess.Popen(
            command, env=os.environ | own | paths, stdout=log, stderr=log, start_new_session=True
        )
    try:
        address, end = f"http://127.0.0.1:{port}", time.monotonic() + HANG / 1000
        while not _answers(f"{address}/api"):
            assert server.poll() is None, (settings / "log.txt").read_text()
            assert time.monotonic() < end
        yield address
    finally:
        _end(server)


def _end(server: subprocess.Popen) -> None:
    """Ask it to stop, then stop it: a server asked while a kernel starts waits for ever."""
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5)
    except OSError:
        time.sleep(0.2)
        return False
    return True


class Seen:
    """A page of JupyterLab on the notebook, and what was asked for elsewhere."""

    def __init__(self, context, address: str, notebook: str):
        self.page, self.outside, self.address = context.new_page(), [], address
        self.page.set_default_timeout(HANG)
        context.route("**/*", self._answer)
        self.page.goto(f"{address}/lab/tree/{notebook}?reset")
        self.page.wait_for_selector(".jp-CodeCell")

    def _answer(self, route) -> None:
        if route.request.url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def run_all(self) -> None:
        self.page.wait_for_function("() => document.body.innerText.includes('| Idle')")
        self.page.click(".lm-MenuBar-itemLabel:text-is('Run')")
        self.page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
        self.page.wait_for_function(BEGUN)
        self.page.wait_for_function(SETTLED)

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")

    def box(self, word: str):
        """The control under a word."""
        label = self.page.locator(f".widget-label:text-is('{word}')")
        return label.locator("xpath=..").locator("input, select").first

    def tab(self, word: str) -> None:
        self.page.locator(".widget-tab .lm-TabBar-tabLabel", has_text=word).click()

    def press(self, word: str) -> None:
        self.page.locator(f"button.widget-button:text-is('{word}')").click()

    def says(self, text: str) -> None:
        """Wait until the bench's cell says it, and is not busy."""
        self.page.wait_for_function(
            """([text, busy]) => { const cell = document.querySelector('.widget-tab').closest('.jp-CodeCell');
            const said = cell.textContent + [...cell.querySelectorAll('svg text, svg title')].map(e => e.textContent).join();
            return said.includes(text) && !said.includes(busy); }""",
            arg=[text, bench_controls.BUSY],
        )
