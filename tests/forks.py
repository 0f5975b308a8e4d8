"""Starts labtui in a fork of a process that has imported it already.

To import labtui takes half of a start, and most tests in a terminal are about what comes after it.
Run as a program, this module imports labtui once and forks for each start it is asked for.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from typing import NoReturn

_NUMBER = struct.Struct("i")

_PACKAGES = ("labtui.app", "labtui.cli", "labtui.screens")
"""What is imported before the first start, with all that these import."""


# --- asked for by a test


class Fork:
    """A labtui that runs in a terminal; what `subprocess.Popen` has that tests use."""

    def __init__(self, words: Sequence[str], env: Mapping[str, str], terminal: int) -> None:
        """Start `labtui WORDS` with exactly this environment.

        Args:
            words: The arguments.
            env: The environment; nothing in it may be for Python itself.
            terminal: The file descriptor of the terminal it gets as its own.
        """
        self._report, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(_server(), [b"!"], [terminal, theirs.fileno()])
        request = json.dumps([[*words], {**env}]).encode()
        self._report.sendall(_NUMBER.pack(len(request)) + request)
        self._status: int | None = None
        self.pid = _read_number(self._report)

    def poll(self) -> int | None:
        """The exit status, as `subprocess` has it; None while it runs."""
        if self._status is None and select.select([self._report], [], [], 0)[0]:
            self._status = _read_number(self._report)
            self._report.close()
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; the exit status.

        Raises:
            TimeoutError: It does not end in so many seconds.
        """
        if self._status is None:
            select.select([self._report], [], [], timeout)
        status = self.poll()
        if status is None:
            raise TimeoutError
        return status

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.pid, signal.SIGKILL)


@functools.cache
def _server() -> socket.socket:
    """The connection to the process that forks, which ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", __file__, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**os.environ, "LANG": "C.UTF-8"},
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _read_number(connection: socket.socket) -> int:
    number: int
    (number,) = _NUMBER.unpack(connection.recv(_NUMBER.size, socket.MSG_WAITALL))
    return number


# --- the process that forks


def _serve(control: socket.socket) -> None:
    """Import labtui, and fork for each start until nobody is left to ask for one."""
    for package in map(importlib.import_module, _PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who watches a program is not waited for
    while True:
        message, (*fds,), _, _ = socket.recv_fds(control, 1, 2)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            terminal, report = fds
            _watch(terminal, socket.socket(fileno=report))
        for fd in fds:
            os.close(fd)


def _watch(terminal: int, report: socket.socket) -> NoReturn:
    """Run the program that is asked for in a child, and report its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    words, env = json.loads(report.recv(_read_number(report), socket.MSG_WAITALL))
    pid = os.fork()
    if pid == 0:
        report.close()
        _run(words, env, terminal)
    os.close(terminal)
    report.sendall(_NUMBER.pack(pid))
    _, status = os.waitpid(pid, 0)
    report.sendall(_NUMBER.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _run(words: list[str], env: dict[str, str], terminal: int) -> NoReturn:
    """Be labtui in a session of its own, in the terminal, as after a login."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(terminal, fd)
    os.close(terminal)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(env)
    encoding, errors = sys.stdout.encoding, sys.stdout.errors
    sys.stdin = sys.__stdin__ = open(0, encoding=encoding, errors=errors)  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", 1, encoding, errors)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", 1, encoding, "backslashreplace")  # noqa: SIM115
    sys.argv = ["labtui", *words]
    from labtui.__main__ import main

    sys.exit(main())


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
