"""Builds the compiled twins of the hot modules where a C compiler is at hand.

Everything else about the package is in pyproject.toml. Without a compiler, or with
``SCRAPER_PURE=1`` in the environment, the package installs all the same and runs the pure-Python
modules, which give the same records.
"""

import os
import sys
from pathlib import Path

from setuptools import Extension, setup


def extensions():
    if os.environ.get("SCRAPER_PURE"):
        return []
    try:
        import lxml
        from Cython.Build import cythonize
    except ImportError as error:  # the build must not fail for want of a faster twin
        print(f"scraper: compiled modules left out: {error}", file=sys.stderr)
        return []
    # An error in a module's own code is not forgiven: an older build of it would stay in use.
    return cythonize(
        [
            Extension(
                ".".join(source.with_suffix("").parts),
                [str(source)],
                include_dirs=lxml.get_include(),
                extra_compile_args=["-O3"],
                optional=True,  # where there is no C compiler
            )
            for source in sorted(Path("scraper").rglob("_*.pyx"))
        ],
        quiet=True,
    )


setup(ext_modules=extensions())
