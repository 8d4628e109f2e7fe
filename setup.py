"""Builds the compiled twins of the hot modules where a C compiler is at hand.

Everything else about the package is in pyproject.toml. Without a compiler, or with
``SCRAPER_PURE=1`` in the environment, the package installs all the same and runs the pure-Python
modules, which give the same records.
"""

import os
import sys

from setuptools import Extension, setup

COMPILED = (
    "_fingerprint",
    "_language",
    "classify._features",
    "classify._forest",
    "classify._signs",
    "classify._words",
    "metadata._roles",
    "parsing._blocks",
    "parsing._treewalk",
    "related._candidates",
    "related._describe",
    "related._lines",
    "related._pictures",
)


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
                f"scraper.extractors.{name}",
                [f"scraper/extractors/{name.replace('.', '/')}.pyx"],
                include_dirs=lxml.get_include(),
                extra_compile_args=["-O3"],
                optional=True,  # where there is no C compiler
            )
            for name in COMPILED
        ],
        quiet=True,
    )


setup(ext_modules=extensions())
