"""The process that the extraction processes are forked from.

What each of them needs (modules, models, language tables) takes 150 MB and one or two seconds to
load. The fork server loads it once: the processes share the memory, and one that died is replaced
within milliseconds. The server itself reads no page, so no page can crash it. Unlike that of the
standard library, it does not import the program's main module, which in a script without a
``__name__`` guard would start another crawl in each process.

The crawl asks for a process by sending _FORK with three pipe ends: for jobs, results and the exit
status. The server answers with the process id.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from typing import BinaryIO

from scraper.crawl.extraction import worker
from scraper.errors import ExtractionFailed

START_SECONDS = 120.0
"""Maximum time for loading the extractor; on a busy machine it takes one or two seconds."""
_START = "from scraper.crawl.extraction.forkserver import main; main()"
_READY = b"r"
_FORK = b"f"
_PID = struct.Struct("<q")
_STATUS = struct.Struct("<i")


class Child:
    """One forked process, seen from the crawl.

    Attributes:
        pid: its process id.
        jobs: its input.
        results: its output.
    """

    def __init__(self, pid: int, jobs: int, results: int, status: int) -> None:
        self.pid = pid
        self.jobs: BinaryIO = os.fdopen(jobs, "wb")
        self.results: BinaryIO = os.fdopen(results, "rb")
        self._lock = threading.Lock()
        self._status_pipe: BinaryIO | None = os.fdopen(status, "rb")
        self._status: int | None = None

    def kill(self) -> None:
        """Kill it; may be called from another thread."""
        with self._lock:
            self._read_status(0.0)
            # Once its status was read, the id may be that of another process.
            if self._status is None:
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

    def end(self, timeout: float) -> int | None:
        """Close its streams, wait until it has ended, and kill it if it does not.

        Args:
            timeout: seconds that it may take to end by itself.

        Returns:
            Its exit status, negative for the signal that ended it; None if the server, which
            reports it, has ended too.
        """
        for stream in (self.jobs, self.results):
            with suppress(OSError):
                stream.close()
        with self._lock:
            self._read_status(timeout)
        self.kill()
        with self._lock:
            self._read_status(None)
        return self._status

    def _read_status(self, seconds: float | None) -> None:
        """Wait for the status that the server reports, or for the server's own end."""
        if self._status_pipe is not None and is_readable(self._status_pipe, seconds):
            data = self._status_pipe.read(_STATUS.size)
            if len(data) == _STATUS.size:
                (self._status,) = _STATUS.unpack(data)
            self._status_pipe.close()
            self._status_pipe = None


def is_readable(stream: BinaryIO, seconds: float | None) -> bool:
    """Whether something can be read, or the other end is closed, within the time."""
    poll = select.poll()  # select() knows no descriptors above 1,023
    poll.register(stream, select.POLLIN | select.POLLHUP)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


class ForkServer:
    """The server, seen from the crawl.

    It is started by ``start_loading`` or the first fork, and again if it is gone.

    Args:
        extractor: ``module:function``, as scraper.extractors:extract_page.
        seconds: time limit for each page.
    """

    def __init__(self, extractor: str, seconds: float) -> None:
        self.extractor = extractor
        self.seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._is_ready = False
        self._closed = False

    def start_loading(self) -> None:
        """Start the server without waiting for it: the first pages are fetched meanwhile."""
        with self._lock:
            if self._socket is None and not self._closed:
                self._launch()

    def fork(self) -> Child:
        """A new extraction process.

        Raises:
            ExtractionFailed: the extractor cannot be loaded, or the server was closed.
        """
        with self._lock:
            for _ in range(2):
                line = self._ready_socket()
                child = self._request_child(line)
                if child is not None:
                    return child
                self._stop()
        raise ExtractionFailed("the extraction processes' server does not answer")

    def close(self) -> None:
        """Fork no more, and let no thread wait for the server. Its children are not affected."""
        self._closed = True
        if self._lock.acquire(blocking=False):
            self._lock.release()
        elif (process := self._process) is not None:  # it is loading, for a thread that waits
            process.kill()

    def join(self) -> None:
        """End the server, after its children."""
        with self._lock:
            self._stop()

    def _ready_socket(self) -> socket.socket:
        """The socket of a server that is ready."""
        if self._socket is not None and self._is_ready:
            return self._socket
        if self._closed:
            raise ExtractionFailed("the extraction processes are being closed")
        line = self._socket or self._launch()
        if self._closed and self._process is not None:
            self._process.kill()
        try:
            self._is_ready = line.recv(1) == _READY
        except OSError:
            self._is_ready = False
        if not self._is_ready:
            status = self._stop()
            raise ExtractionFailed(
                f"the extraction process ended with status {status} before its first page: "
                f"its messages are above; is {self.extractor} installed?"
            )
        return line

    def _launch(self) -> socket.socket:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
        # One page is one thread's work; a math library's own threads would only be in the way.
        environment.setdefault("OMP_NUM_THREADS", "1")
        here, there = socket.socketpair()
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, str(there.fileno()), self.extractor,
                 str(self.seconds)],
                stdin=subprocess.DEVNULL,
                stdout=2,
                env=environment,
                pass_fds=[there.fileno()],
                start_new_session=True,
            )  # fmt: skip
        here.settimeout(START_SECONDS)
        self._socket, self._is_ready = here, False
        return here

    def _request_child(self, line: socket.socket) -> Child | None:
        jobs, results, status = os.pipe(), os.pipe(), os.pipe()
        theirs, ours = (jobs[0], results[1], status[1]), (jobs[1], results[0], status[0])
        try:
            socket.send_fds(line, [_FORK], theirs)
            answer = line.recv(_PID.size, socket.MSG_WAITALL)
        except OSError:
            answer = b""
        finally:
            for end in theirs:
                os.close(end)
        if len(answer) < _PID.size:
            for end in ours:
                os.close(end)
            return None
        return Child(_PID.unpack(answer)[0], *ours)

    def _stop(self) -> int | None:
        process, self._process = self._process, None
        line, self._socket = self._socket, None
        if line is not None:
            line.close()
        if process is None:
            return None
        if self._closed and not self._is_ready:
            process.kill()  # nobody waits for what it loads
        try:
            return process.wait(1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def main() -> None:
    """Serve until the crawl has ended. Arguments: socket, extractor, seconds for each page."""
    # The crawl may have been killed meanwhile.
    with suppress(BrokenPipeError, ConnectionResetError):
        _serve(socket.socket(fileno=int(sys.argv[1])))


def _serve(line: socket.socket) -> None:
    extractor, seconds = sys.argv[2], float(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the crawl's to handle
    extract = worker.load(extractor)
    gc.collect()
    gc.freeze()  # collecting would write to the pages that are shared
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: dict[int, int] = {}
    line.sendall(_READY)
    while True:
        ready, _, _ = select.select([line, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _report_ended(children)
        if line not in ready:
            continue
        asked, ends, _, _ = socket.recv_fds(line, 1, 3)
        if not asked:
            return
        jobs, results, status = ends
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for end in (woken, wake, status, *children.values()):
                os.close(end)
            line.close()
            worker.run(os.fdopen(jobs, "rb"), os.fdopen(results, "wb"), extract, seconds)
        os.close(jobs)
        os.close(results)
        children[pid] = status
        line.sendall(_PID.pack(pid))


def _report_ended(children: dict[int, int]) -> None:
    """Write the exit status of each child that has ended to its pipe."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        pipe = children.pop(pid)
        with suppress(BrokenPipeError):  # the crawl has closed its end
            os.write(pipe, _STATUS.pack(os.waitstatus_to_exitcode(status)))
        os.close(pipe)
