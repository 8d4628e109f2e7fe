"""The inside of an extraction process: reads jobs from one stream, writes results to another.

Whatever a stranger's bytes do to a parser happens here. A page that takes too long is ended by the
alarm signal, which nothing in the process can miss; a page that crashes the process costs itself.
The process is forked by forkserver.py; process.py is its outside.
"""

from __future__ import annotations

import functools
import importlib
import os
import pickle
import resource
import signal
import struct
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from scraper.crawl.extraction.jobs import Arguments, Job, NoResult
from scraper.crawl.extraction.read_job import read_job
from scraper.errors import describe_fault
from scraper.fetchers.files import Saved

Function = Callable[..., Any]
"""What is called with each page; for the jobs of a crawl, an Extractor."""

LENGTH = struct.Struct("<Q")
"""Each message is its length in 8 bytes, then a pickle. Both ends are this program: nothing from
outside is unpickled, it is only carried inside as bytes and strings."""

MAX_MEMORY = 2 << 30
"""Address space of a process. A page may need 40 times its size: 400 MB for one of 10 MB, which is
max_page by default, beside the 500 MB that interpreter, libraries and model map."""
RETIRE_BYTES = 600 << 20
"""Resident bytes above which a process asks to be replaced, which returns the memory that one huge
page has left allocated. After thousands of common pages, a process has 100 to 200 MB."""
RETIRE_CHECK_PAGES = 64
"""Pages between two checks of the memory; a check takes 20 microseconds."""


def run(jobs: BinaryIO, results: BinaryIO, extract: Function, seconds: float) -> NoReturn:
    """Serve jobs until their stream ends, then end the process.

    Args:
        seconds: time limit for each page.
    """
    status = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, whatever it is doing
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _serve(jobs, results, extract, seconds)
        status = 0
    except BrokenPipeError:  # the crawl was killed
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Without the exit handlers of the fork server.
        os._exit(status)


def _serve(jobs: BinaryIO, results: BinaryIO, extract: Function, seconds: float) -> None:
    served = 0
    while (message := receive(jobs)) is not None:
        if isinstance(message, Arguments):
            extract = functools.partial(extract, **message.values)
            continue
        signal.setitimer(signal.ITIMER_REAL, seconds)
        result = _guarded(message, extract)
        signal.setitimer(signal.ITIMER_REAL, 0)
        served += 1
        retire = served % RETIRE_CHECK_PAGES == 0 and _resident() > RETIRE_BYTES
        send(results, (result, retire))
        if retire:
            return


def load(name: str) -> Function:
    """The function that ``module:function`` names.

    Where the module has a ``warm_up``, it is called: it loads what the first page would have to.
    """
    path, _, function = name.partition(":")
    module = importlib.import_module(path)
    found: Function = getattr(module, function)
    getattr(module, "warm_up", lambda: None)()
    return found


def _guarded(job: Job | Saved, extract: Function) -> Any:
    try:
        return read_job(job, extract) if isinstance(job, Job) else extract(job)
    except MemoryError:
        return NoResult("memory", f"{job.name}: needs more than {MAX_MEMORY >> 30} GB")
    except Exception as error:
        return NoResult("extractor_error", f"{job.name}: {describe_fault(error)}")


def send(stream: BinaryIO, message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message; None if the other end has closed."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    data = stream.read(size)
    return pickle.loads(data) if len(data) == size else None


def _resident() -> int:
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[1]
        return int(pages) * resource.getpagesize()
    except OSError:
        return 0
