"""Limits that the crawl's commands raise."""

import subprocess
import sys


def test_a_crawl_may_open_as_many_files_as_the_system_allows() -> None:
    code = (
        "import resource; from scraper.commands.limits import MAX_OPEN_FILES, allow_open_files\n"
        "hard = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 4096)\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))\n"
        "allow_open_files(); print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard)\n"
        "allow_open_files(); print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "True"], done.stderr
