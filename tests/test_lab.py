"""JupyterLab as the command opens it: how it is reached, and what its kernels and terminals find."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import REPOSITORY
from tornado.httpclient import HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect

from planbook.cli import main
from planbook.core.errors import UsageError
from planbook.run import lab

HANG = 120  # seconds that end a test that waits in vain
TOKEN = "known"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((None, None, "", False), []),
        ((8899, None, "", True), ["--ServerApp.port=8899", "--ServerApp.port_retries=0", "--no-browser"]),
        ((None, "0.0.0.0", "abc", False), ["--ServerApp.ip=0.0.0.0", "--IdentityProvider.token=abc"]),
        ((None, "127.0.0.1", None, False), ["--ServerApp.ip=127.0.0.1", "--IdentityProvider.token="]),
    ],
)
def test_options_are_handed_on_in_jupyter_s_words(asked, words):
    assert lab.options(*asked) == words


def test_nobody_gets_in_from_elsewhere_without_a_token():
    with pytest.raises(UsageError) as told:
        lab.options(None, "0.0.0.0", None, False)
    assert "--no-token: found --ip 0.0.0.0; expected one of localhost" in str(told.value)


def test_the_command_hands_on_what_it_was_given(small_root, monkeypatch):
    given = []
    monkeypatch.setattr(lab, "become_lab", lambda asked, more: given.append((asked, more)))
    words = ["lab", "--port", "8899", "--no-browser", "--", "--allow-root"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert given == [
        (["--ServerApp.port=8899", "--ServerApp.port_retries=0", "--no-browser"], ("--allow-root",))
    ]
    assert CliRunner().invoke(main, ["lab", "--no-token", "--ip", "0.0.0.0"]).exit_code == 2


def test_commands_installed_with_it_come_first(tmp_path, small_root, monkeypatch):
    monkeypatch.setenv("PATH", "/elsewhere")
    found = lab.surroundings(tmp_path)
    assert found["PATH"] == os.pathsep.join([str(Path(sys.executable).parent), "/elsewhere"])


@pytest.fixture(scope="module")
def server(year_made, tmp_path_factory):
    """JupyterLab on a copy of the small place, under a user who has an old and odd configuration."""
    top = tmp_path_factory.mktemp("lab")
    root, home = top / "根 目录", top / "home"
    subprocess.run(["cp", "-r", year_made, root], check=True)
    odd = {
        "jupyter_config.py": "c.NotebookApp.password = 'old'\nc.ServerApp.root_dir = '/nowhere'\n",
        "jupyter_notebook_config.json": '{"NotebookApp": {"nbserver_extensions": {"gone": true}}}',
        "jupyter_server_config.py": "c.ServerApp.terminado_settings = {'shell_command': ['false']}\n1 / 0\n",
    }
    (home / ".jupyter").mkdir(parents=True)
    for name, text in odd.items():
        (home / ".jupyter" / name).write_text(text, encoding="utf-8")
    (home / ".profile").write_text("PATH=/usr/bin:/bin\n", encoding="utf-8")  # what a login shell would read
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["lab", "--port", str(port), "--token", TOKEN, "--no-browser", "--", "--allow-root"]
    env = os.environ | {"HOME": str(home), "PLANBOOK_ROOT": str(root), "PYTHONPATH": str(REPOSITORY)}
    asked = [sys.executable, "-c", "from planbook.cli import main; main()", *words]
    with (top / "log").open("wb") as log:
        process = subprocess.Popen(asked, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    address = f"127.0.0.1:{port}"
    try:
        end = time.monotonic() + HANG
        while not answers(address):
            assert process.poll() is None, (top / "log").read_text()
            assert time.monotonic() < end, (top / "log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(HANG)


def answers(address: str) -> bool:
    try:
        return bool(ask(address, "api"))
    except OSError:
        return False


def ask(address: str, what: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(f"http://{address}/{what}", data, {"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(asked, timeout=HANG) as answer:
        return json.loads(answer.read())


@pytest.mark.slow
def test_only_who_has_the_token_gets_in(server):
    assert ask(server, "api/contents?content=0")["type"] == "directory"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"http://{server}/api/contents", timeout=HANG)


@pytest.mark.slow
def test_its_kernel_has_the_name_that_jupyter_s_own_has(server):
    known = ask(server, "api/kernelspecs")["kernelspecs"]["python3"]["spec"]
    assert known["display_name"] == "Python 3 (ipykernel)"  # or opening a notebook would change it
    assert known["metadata"]["kernel_provisioner"]["provisioner_name"] == "planbook-warm"


@pytest.mark.slow
def test_its_terminal_finds_the_command(server):
    name = ask(server, "api/terminals", {})["name"]

    async def typed(line: str, until: str) -> str:
        address = f"ws://{server}/terminals/websocket/{name}?token={TOKEN}"
        shell = await websocket_connect(HTTPRequest(address, request_timeout=HANG))
        await shell.write_message(json.dumps(["stdin", line + "\r"]))
        seen = ""
        while until not in seen:
            kind, *said = json.loads(await shell.read_message())
            seen += str(said[0]) if kind == "stdout" else ""
        return seen

    ours = str(Path(sys.executable).parent / "planbook")
    loop = IOLoop(make_current=False)
    try:
        seen = loop.run_sync(lambda: typed("echo =$(command -v planbook)=", f"={ours}="), timeout=HANG)
    finally:
        loop.close(all_fds=True)
    assert f"={ours}=" in seen
