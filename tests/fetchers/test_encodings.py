"""Content-Encoding: what comes out, what is cut short, and what a bomb costs."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard

from scraper.errors import NetworkError, TooLarge
from scraper.fetchers.encodings import expand

NOISE = "".join(f"{number:016x}" for number in (pow(7, n, 2**61 - 1) for n in range(40_000)))
TEXT = b"<p>Rain fell on the harbour all night. " * 200 + NOISE.encode()


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstandard.compress(TEXT),
}


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 7, 1000, 10**7])
@pytest.mark.parametrize("name", PACKED)
def test_each_encoding_in_pieces_of_any_size(name: str, size: int) -> None:
    got = expand(pieces(PACKED[name], size), name, limit=10**7, url="u")
    assert got == (TEXT, False)


@pytest.mark.parametrize("name", PACKED)
def test_a_stream_cut_short_gives_what_came(name: str) -> None:
    packed = PACKED[name]
    body, truncated = expand(pieces(packed[: len(packed) - 30], 500), name, limit=10**7, url="u")
    assert truncated
    assert TEXT.startswith(body)
    if name != "br":  # brotli keeps much of a short stream to itself until its end
        assert len(body) > len(TEXT) // 2


@pytest.mark.parametrize("name", ["gzip", "deflate"])  # the others carry no checksum here
def test_a_stream_broken_in_the_middle_gives_what_came(name: str) -> None:
    packed = PACKED[name]
    broken = packed[:200_000] + b"\x00\xff" * 50 + packed[200_100:]
    body, truncated = expand(pieces(broken, 500), name, limit=10**7, url="u")
    assert truncated
    assert body[:1000] == TEXT[:1000]


@pytest.mark.parametrize(
    "declared", ["gzip", "deflate", "br", "zstd", "utf-8", "none", "", "identity"]
)
def test_a_plain_body_under_a_wrong_name_is_left_as_it_is(declared: str) -> None:
    plain = b"<!DOCTYPE html><p>Not compressed at all.</p>" * 40
    assert expand(pieces(plain, 100), declared, limit=10**7, url="u") == (plain, False)


@pytest.mark.parametrize(
    ("declared", "actual"), [("br", "gzip"), ("deflate", "gzip"), ("gzip", "zstd"), ("br", "zstd")]
)
def test_the_bytes_win_over_the_declared_name(declared: str, actual: str) -> None:
    assert expand([PACKED[actual]], declared, limit=10**7, url="u") == (TEXT, False)


def test_layers_are_undone_from_the_last_to_the_first() -> None:
    packed = brotli.compress(gzip.compress(TEXT))
    assert expand([packed], "gzip, br", limit=10**7, url="u") == (TEXT, False)


def test_text_that_is_still_gzip_is_undone_without_being_declared() -> None:
    packed = gzip.compress(TEXT)
    assert expand([packed], "", limit=10**7, url="u", is_text=True) == (TEXT, False)
    assert expand([packed], "", limit=10**7, url="u") == (packed, False)
    twice = gzip.compress(packed)
    assert expand([twice], "gzip", limit=10**7, url="u", is_text=True) == (TEXT, False)


def test_bare_deflate_as_some_servers_send_it() -> None:
    assert expand([raw_deflate(TEXT)], "deflate", limit=10**7, url="u") == (TEXT, False)


def test_gzip_members_and_zstd_frames_follow_each_other() -> None:
    gz = gzip.compress(b"one ") + gzip.compress(b"two") + b"\x00" * 20
    assert expand(pieces(gz, 5), "gzip", limit=100, url="u") == (b"one two", False)
    zst = zstandard.compress(b"one ") + zstandard.compress(b"two")
    assert expand(pieces(zst, 5), "zstd", limit=100, url="u") == (b"one two", False)


def bomb(name: str) -> bytes:
    zeros = bytes(50_000_000)
    match name:
        case "gzip":
            compressor = zlib.compressobj(9, wbits=31)
            return b"".join([*(compressor.compress(zeros) for _ in range(6)), compressor.flush()])
        case "br":
            return brotli.compress(zeros * 4, quality=1)
        case _:
            return zstandard.compress(zeros * 10, 3)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_a_bomb_is_stopped_at_the_limit(name: str) -> None:
    packed = bomb(name)
    tracemalloc.start()
    with pytest.raises(TooLarge, match="expands to more than 5,000,000 bytes"):
        expand(pieces(packed, 65536), name, limit=5_000_000, url="u")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000  # 16 MB for one step of zstd, doubled while it is joined


def test_a_bomb_in_a_bomb_is_stopped_in_the_layer_where_it_opens() -> None:
    packed = gzip.compress(bomb("gzip"))
    with pytest.raises(TooLarge):
        expand([packed], "gzip, gzip", limit=5_000_000, url="u")


def test_many_layers_are_refused() -> None:
    with pytest.raises(NetworkError, match="4 layers"):
        expand([b""], "gzip, gzip, gzip, gzip", limit=100, url="u")


def test_an_empty_body_is_empty_under_any_name() -> None:
    for name in ("gzip", "deflate", "br", "zstd", ""):
        body, _ = expand([], name, limit=100, url="u")
        assert body == b""
