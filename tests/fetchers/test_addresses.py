"""The resolver's memory and the address policy; what is refused is in test_hostile.py."""

from __future__ import annotations

import socket
import time

import pytest

from scraper.errors import AddressRefused, NetworkError
from scraper.fetchers import addresses
from scraper.fetchers.addresses import AddressPolicy, Resolver, permitted_addresses


class Names:
    """A getaddrinfo that counts, over a table of names."""

    def __init__(self, **table: list[str]) -> None:
        self.table = {name.replace("_", "."): found for name, found in table.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *_: object) -> list[tuple[object, ...]]:
        self.asked.append(host)
        if host not in self.table:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in self.table[host]
        ]


class Clock:
    time = 0.0

    def __call__(self) -> float:
        return self.time


def test_an_answer_is_used_again_for_a_minute() -> None:
    names, clock = Names(a_test=["192.0.2.1", "192.0.2.2", "192.0.2.1"]), Clock()
    resolver = Resolver(names, clock=clock)
    for _ in range(3):
        found = resolver.resolve("a.test", 80, timeout=1)
        assert found == ("192.0.2.1", "192.0.2.2")
    clock.time = 59
    resolver.addresses("a.test")
    assert names.asked == ["a.test"]
    clock.time = 61
    resolver.resolve("a.test", 80, timeout=1)
    assert names.asked == ["a.test", "a.test"]


def test_a_failure_is_remembered_for_ten_seconds() -> None:
    names, clock = Names(), Clock()
    resolver = Resolver(names, clock=clock)
    for _ in range(3):
        with pytest.raises(socket.gaierror, match="not known"):
            resolver.resolve("gone.test", 80, timeout=1)
    assert names.asked == ["gone.test"]
    clock.time = 11
    names.table["gone.test"] = ["192.0.2.1"]
    assert resolver.resolve("gone.test", 80, timeout=1) == ("192.0.2.1",)


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MAX_KNOWN", 100)
    names = Names(**{f"h{number}_test": ["192.0.2.1"] for number in range(300)})
    resolver = Resolver(names)
    for number in range(300):
        resolver.resolve(f"h{number}.test", 80, timeout=1)
    assert len(resolver._known) == 100
    resolver.resolve("h299.test", 80, timeout=1)
    assert len(names.asked) == 300


def test_a_name_that_no_codec_takes_is_no_such_name() -> None:
    resolver = Resolver()
    with pytest.raises(OSError, match="not a valid host name"):
        resolver.resolve("x" * 70 + ".test", 80, timeout=1)


def test_waiting_for_a_name_ends_in_time() -> None:
    def hangs(*_: object) -> list[tuple[object, ...]]:
        time.sleep(4)
        return []

    with pytest.raises(TimeoutError, match=r"within 0\.1 s"):
        Resolver(hangs).resolve("slow.test", 80, timeout=0.1)


@pytest.mark.parametrize(
    ("allowed", "host", "port", "expected"),
    [
        ("intranet.example", "intranet.example", 80, True),
        ("intranet.example", "INTRANET.example.", 80, True),
        ("intranet.example", "www.intranet.example", 80, False),
        ("*.intranet.example", "www.intranet.example", 80, True),
        ("*.intranet.example", "a.b.intranet.example", 80, True),
        ("*.intranet.example", "intranet.example", 80, False),
        ("*.intranet.example", "evilintranet.example", 80, False),
        ("127.0.0.1:8080", "127.0.0.1", 8080, True),
        ("127.0.0.1:8080", "127.0.0.1", 80, False),
        ("127.0.0.1", "127.0.0.1", 9999, True),
        ("::1", "[::1]", 80, True),
        ("localhost", "127.0.0.1", 80, False),
    ],
)
def test_private_hosts_are_allowed_by_name(
    allowed: str, host: str, port: int, expected: bool
) -> None:
    assert AddressPolicy.of([allowed]).allows_private(host, port) == expected


def test_of_mixed_addresses_the_public_ones_are_asked() -> None:
    resolver = Resolver(Names(mixed_test=["10.0.0.1", "93.184.215.14", "127.0.0.1"]))
    found = permitted_addresses(
        "mixed.test", 80, AddressPolicy(), resolver, url="http://mixed.test/", timeout=1
    )
    assert found == ["93.184.215.14"]


def test_a_refusal_names_the_host_its_address_and_what_to_do() -> None:
    resolver = Resolver(Names(inside_test=["10.0.0.1"]))
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1 is private.*allow_private") as caught:
        permitted_addresses(
            "inside.test", 80, AddressPolicy(), resolver, url="http://inside.test/x", timeout=1
        )
    assert caught.value.url == "http://inside.test/x"


def test_an_unknown_name_is_a_network_error() -> None:
    with pytest.raises(NetworkError, match=r"cannot find the host gone\.test"):
        permitted_addresses(
            "gone.test", 80, AddressPolicy(), Resolver(Names()), url="http://gone.test/", timeout=1
        )
