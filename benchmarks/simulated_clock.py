"""A wall clock that can be set while the processes that use it run.

Used by years.py and clock_changes.py. libfaketime 0.9.10 cannot do this: if it leaves the monotonic
clock alone, which timeouts and the delays between requests need, every ``time.sleep`` fails with
EINVAL. So 30 lines of C are compiled (cc has to be installed) and loaded with LD_PRELOAD. They add
a number of seconds, read from a mapped file, to the wall clock.
"""

from __future__ import annotations

import os
import struct
import subprocess
import time
from pathlib import Path

_CODE = r"""
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *ahead;

static void __attribute__((constructor)) begin(void) {
    const char *path = getenv("SIMULATED_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(0, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) ahead = mapped;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    long status = syscall(SYS_clock_gettime, clock, now);
    if (!status && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += *ahead;
    return (int)status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (now) *now = precise.tv_sec;
    return precise.tv_sec;
}
"""


class SimulatedClock:
    """The clock of the processes that are started with ``environment``.

    Args:
        folder: where the library and the file are made.

    Raises:
        OSError, subprocess.CalledProcessError: there is no C compiler, or it fails.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        source, library = folder / "clock.c", folder / "clock.so"
        source.write_text(_CODE)
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source], check=True)
        self._file = os.open(folder / "ahead", os.O_RDWR | os.O_CREAT, 0o644)
        self.environment = {"LD_PRELOAD": str(library), "SIMULATED_CLOCK": str(folder / "ahead")}
        self.set(time.time())

    def set(self, now: float) -> None:
        """Let the time be ``now`` (seconds since 1970); it goes on from there."""
        os.pwrite(self._file, struct.pack("q", round(now - time.time())), 0)

    def now(self) -> float:
        """What the processes take for the present time."""
        ahead: int = struct.unpack("q", os.pread(self._file, 8, 0))[0]
        return time.time() + ahead

    def close(self) -> None:
        os.close(self._file)
