"""Pages that a browser saved "complete": their pictures and frames have the addresses of files on
the reader's disk, in a folder beside the page."""

from __future__ import annotations

import re

from scraper.copies import SAVED_FILES
from scraper.extractors.parsing.tree import Tree

_FOLDER = "|".join(map(re.escape, SAVED_FILES))
_ON_DISK = re.compile(rf"file:|\s*(?:\./)?[^/?#:\s][^/?#:]*(?:{_FOLDER})/[^/]+\Z", re.I)
_HOLDERS = ("img", "source", "video", "audio", "iframe", "embed", "amp-img")
_NO_ADDRESS = "data:image/gif,"
"""What stands for a picture that is in the saved page itself, as in one that an extension saved."""


def forget_files(tree: Tree) -> None:
    """Remove the addresses of saved files: they are not those of the originals, which are lost
    unless another attribute has them."""
    for i in tree.named(_HOLDERS):
        attrs = tree.attrs[i]
        if (source := attrs.get("src")) and _ON_DISK.match(source[:1000]):
            if tree.tags[i] in ("img", "amp-img"):
                attrs["src"] = _NO_ADDRESS
            else:
                del attrs["src"]
        if (files := attrs.get("srcset")) and _ON_DISK.match(files.partition(" ")[0][:1000]):
            del attrs["srcset"]
