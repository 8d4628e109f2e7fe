"""Players, frames and posts of social networks that a story embeds."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.record import Block
from scraper.urls import absolute

EMBED_TAGS = frozenset(
    {"iframe", "video", "audio", "object", "embed", "amp-iframe", "amp-video", "amp-audio"}
)
ID_ATTRIBUTES = {
    "amp-youtube": ("data-videoid", "video", "https://www.youtube.com/watch?v={}"),
    "lite-youtube": ("videoid", "video", "https://www.youtube.com/watch?v={}"),
    "amp-vimeo": ("data-videoid", "video", "https://vimeo.com/{}"),
    "amp-dailymotion": ("data-videoid", "video", "https://www.dailymotion.com/video/{}"),
    "amp-twitter": ("data-tweetid", "tweet", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "instagram", "https://www.instagram.com/p/{}/"),
    "amp-facebook": ("data-href", "facebook", "{}"),
}
"""Elements that give only an id of the embedded item: tag -> (attribute with the id, provider,
address pattern)."""
_FACEBOOK = frozenset({"fb-post", "fb-video"})
"""Classes of the boxes that Facebook's script fills."""
_CANDIDATE_TAGS = frozenset(["blockquote", "div", *EMBED_TAGS, *ID_ATTRIBUTES])
PROVIDERS = (
    ("youtube", "video"), ("youtu.be", "video"), ("vimeo", "video"), ("dailymotion", "video"),
    ("brightcove", "video"), ("jwplayer", "video"), ("jwplatform", "video"), ("rumble", "video"),
    ("twitter", "tweet"), ("x.com", "tweet"), ("instagram", "instagram"), ("tiktok", "tiktok"),
    ("facebook", "facebook"), ("spotify", "audio"), ("soundcloud", "audio"), ("podcast", "audio"),
    ("google.com/maps", "map"), ("openstreetmap", "map"), ("datawrapper", "chart"),
    ("flourish", "chart"), ("infogram", "chart"), ("telegram", "telegram"), ("t.me/", "telegram"),
    ("bsky", "bluesky"), ("bluesky", "bluesky"), ("threads.net", "threads"), ("reddit", "reddit"),
)  # fmt: skip
"""(part of the address, provider) of embeds."""
QUOTE_CLASSES = (
    ("twitter-", "tweet"), ("instagram-media", "instagram"), ("tiktok-embed", "tiktok"),
    ("bluesky-embed", "bluesky"), ("reddit-embed", "reddit"), ("fb-post", "facebook"),
)  # fmt: skip


def embeds_of(
    tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int], base: str
) -> list[tuple[int, Block]]:
    """Players, frames and posts among the story's blocks, as (element index, block)."""
    if not chosen:
        return []
    tags, ends, attrs, parents = tree.tags, tree.ends, tree.attrs, tree.parents
    story_elements: set[int] = set()
    for number in chosen:
        story_elements.update(tree.outwards(blocks[number].node, 2))
    last = blocks[chosen[-1]].node
    stop = ends[parents[last]] if parents[last] >= 0 else ends[last]
    found: list[tuple[int, Block]] = []
    i = blocks[chosen[0]].first
    while i < stop:
        kind, address = _provider_and_address(tree, i) if tags[i] in _CANDIDATE_TAGS else ("", "")
        if not kind:
            i += 1
            continue
        # It belongs to the story if one of its nearest five ancestors contains story text.
        near = not story_elements.isdisjoint(tree.outwards(parents[i], 5))
        url = absolute(base, address)
        # A frame after the last paragraph is more often a form or an advertisement.
        if url and near and _visible(attrs[i]) and (i < last or kind != "iframe"):
            text = tree.text_content(i) if tags[i] == "blockquote" else ""
            found.append((i, Block(type="embed", text=text, url=url, provider=kind)))
        i = ends[i]
    return found


def _provider_and_address(tree: Tree, i: int) -> tuple[str, str]:
    """(provider, address) of what element ``i`` embeds; ("", "") for nothing."""
    tag, attrs = tree.tags[i], tree.attrs[i]
    if tag == "blockquote":
        provider = quote_provider(attrs)
        return (provider, _quote_address(tree, i)) if provider else ("", "")
    if tag == "div":
        address = attrs.get("data-href", "")
        named = address and not _FACEBOOK.isdisjoint(attrs.get("class", "").split())
        return ("facebook", address) if named else ("", "")
    if tag in ID_ATTRIBUTES:
        name, provider, pattern = ID_ATTRIBUTES[tag]
        return (provider, pattern.format(attrs[name])) if attrs.get(name) else ("", "")
    if tag not in EMBED_TAGS:
        return "", ""
    source = attrs.get("src") or attrs.get("data-src") or attrs.get("data") or ""
    if not source:
        for k in range(i + 1, tree.ends[i]):
            if tree.tags[k] == "source" and tree.attrs[k].get("src"):
                source = tree.attrs[k]["src"]
                break
    if not source:
        return "", ""
    return _provider(tag.removeprefix("amp-"), source), source


def quote_provider(attrs: dict[str, str]) -> str | None:
    """The social network of an embedded post, from the attributes of its ``blockquote``; None for a
    plain quote."""
    marks = attrs.get("class", "")
    return next((provider for mark, provider in QUOTE_CLASSES if mark in marks), None)


def _quote_address(tree: Tree, quote: int) -> str:
    """The address of an embedded post: its permalink attribute, or its last link."""
    attrs = tree.attrs[quote]
    for name in ("cite", "data-instgrm-permalink", "data-href"):
        if attrs.get(name):
            return attrs[name]
    links = [
        tree.attrs[i].get("href", "") for i in range(quote, tree.ends[quote]) if tree.tags[i] == "a"
    ]
    return links[-1] if links else ""


def _provider(tag: str, url: str) -> str:
    if tag in ("video", "audio"):
        return tag
    for mark, kind in PROVIDERS:
        if mark in url:
            return kind
    return "iframe"


def _visible(attrs: dict[str, str]) -> bool:
    return attrs.get("width") not in ("0", "1") and "display:none" not in attrs.get(
        "style", ""
    ).replace(" ", "")
