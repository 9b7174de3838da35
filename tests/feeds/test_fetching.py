"""Fetching a feed: however an address is spelled and wherever it leads, no machine is asked that may not be."""

import gzip
import ssl
import threading
import zlib
from collections.abc import Iterator
from ipaddress import ip_network
from time import monotonic

import pytest

from directory.config import Settings
from directory.feeds.addresses import AddressPolicy, AddressRefusedError, read_address
from directory.feeds.fetching import Fetcher, FetchFailedError, Validators, fetcher_of
from directory.feeds.records import FeedRefusedError
from tests.feeds.feed_server import (
    HOST,
    FeedServer,
    certificate_for,
    feed_server,
    plain,
    redirect,
    until_nobody_listens,
)
from tests.feeds.spellings import MEANT_INSIDE, REDIRECTED_TO, SPELLINGS

JSON = ("application/json",)
FEED = b'[{"slug": "one", "name": "One"}]'


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with feed_server() as listening:
        listening.answers["/feed.json"] = plain(FEED, ETag='"v1"', Last_Modified="Sat, 21 Nov 2026 10:00:00 GMT")
        yield listening


def never_asked(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("address", SPELLINGS)
def test_an_address_that_leads_inside_or_is_spelled_oddly_is_refused_before_anything_is_asked(address):
    with pytest.raises(AddressRefusedError):
        Fetcher(resolve=never_asked).fetch(address, JSON)


@pytest.mark.parametrize("meant", MEANT_INSIDE)
@pytest.mark.parametrize("beside", [[], ["93.184.216.34"]], ids=["alone", "beside a public one"])
def test_a_name_that_means_a_machine_inside_is_refused_also_when_it_means_a_public_one_too(meant, beside):
    with pytest.raises(AddressRefusedError, match="not public"):
        Fetcher(resolve=lambda *_: [*beside, meant]).fetch("http://feeds.example.org/x", JSON)


def test_public_machines_may_be_asked_also_behind_a_translating_network():
    policy = AddressPolicy()
    for public in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"):
        assert read_address(f"http://[{public}]/" if ":" in public else f"http://{public}/", policy).host


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTPS://Feeds.Example.ORG/a b", None),
        ("HTTPS://Feeds.Example.ORG./a?q=1#part", "https://feeds.example.org/a?q=1"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://example.org:80", "http://example.org/"),
        ("https://example.org:443/x", "https://example.org/x"),
        ("https://example.org:8443/x", None),
        ("  https://example.org/feed.json  ", "https://example.org/feed.json"),
    ],
)
def test_a_plain_address_is_kept_in_one_spelling(written, kept):
    if kept is None:
        with pytest.raises(AddressRefusedError):
            read_address(written, AddressPolicy())
    else:
        assert str(read_address(written, AddressPolicy())) == kept


def test_a_feed_is_fetched_with_a_plain_request(server: FeedServer):
    fetched = server.fetcher().fetch(server.address("/feed.json?x=1"), JSON)
    assert (fetched.content, fetched.validators.etag) == (FEED, '"v1"')
    [asked] = server.asked
    lines = asked.split("\r\n")
    assert lines[0] == "GET /feed.json?x=1 HTTP/1.1"
    assert f"Host: feeds.example.org:{server.port}" in lines
    assert "User-Agent: Alongside (test)" in lines
    assert not {"cookie", "authorization", "referer"} & {line.partition(":")[0].lower() for line in lines}


def test_proxies_of_the_environment_are_not_asked(server: FeedServer, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert server.fetcher().fetch(server.address("/feed.json"), JSON).content == FEED


def test_what_has_not_changed_is_not_sent_again(server: FeedServer):
    server.answers["/feed.json"] = plain(b"", "304 Not Modified")
    newer_than = Validators('"v1"', "Sat, 21 Nov 2026 10:00:00 GMT")
    fetched = server.fetcher().fetch(server.address("/feed.json"), JSON, newer_than)
    assert (fetched.content, fetched.validators) == (None, newer_than)
    assert 'If-None-Match: "v1"' in server.asked[0]
    assert "If-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT" in server.asked[0]


def test_a_validator_that_could_smuggle_a_header_is_not_kept(server: FeedServer):
    server.answers["/feed.json"] = plain(FEED, ETag="x" * 500, Last_Modified="ä")
    assert server.fetcher().fetch(server.address("/feed.json"), JSON).validators == Validators()


def test_three_redirects_are_followed_and_a_fourth_is_not(server: FeedServer):
    for number in range(3):
        server.answers[f"/{number}"] = redirect(f"/{number + 1}")
    server.answers["/3"] = plain(FEED)
    assert server.fetcher().fetch(server.address("/0"), JSON).content == FEED
    server.answers["/3"] = redirect("/4")
    with pytest.raises(FetchFailedError, match="more than three times"):
        server.fetcher().fetch(server.address("/0"), JSON)
    assert "/4" not in server.paths()


@pytest.mark.parametrize("location", REDIRECTED_TO)
@pytest.mark.parametrize("status", ["301 Moved", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_looked_at_like_an_address_that_somebody_typed(server: FeedServer, location, status):
    server.answers["/feed.json"] = redirect(location, status)
    with pytest.raises((AddressRefusedError, FetchFailedError)):
        server.fetcher().fetch(server.address("/feed.json"), JSON)
    assert server.paths() == ["/feed.json"] or "127.0.0.1" in server.paths()[1]


def test_a_redirect_to_a_name_that_means_a_machine_inside_is_refused(server: FeedServer):
    server.answers["/feed.json"] = redirect(server.address("/inside", host="intranet.example.org"))
    means = {"feeds.example.org": HOST, "intranet.example.org": "127.0.0.1"}
    fetcher = server.fetcher(resolve=lambda host, _: [means[host]])
    with pytest.raises(AddressRefusedError):
        fetcher.fetch(server.address("/feed.json"), JSON)
    assert server.paths() == ["/feed.json"]


def test_a_name_is_looked_up_once_for_each_connection_and_the_checked_address_is_the_one_connected_to(server):
    """Rebinding: the second answer means this machine. It is either never asked for, or refused."""
    answers = iter([[HOST], ["127.0.0.1"]])
    fetcher = server.fetcher(resolve=lambda *_: next(answers))
    assert fetcher.fetch(server.address("/feed.json"), JSON).content == FEED
    with pytest.raises(AddressRefusedError):
        fetcher.fetch(server.address("/feed.json"), JSON)
    answers = iter([[HOST], ["127.0.0.1"]])
    server.answers["/again"] = redirect("/feed.json")
    with pytest.raises(AddressRefusedError):
        server.fetcher(resolve=lambda *_: next(answers)).fetch(server.address("/again"), JSON)


def test_https_never_leads_on_to_http():
    fetcher = Fetcher()
    with pytest.raises(AddressRefusedError, match="from https on to http"):
        fetcher._led_on(read_address("https://example.org/", fetcher.policy), "http://example.org/feed.json")


@pytest.mark.parametrize(
    "dribble",
    [
        until_nobody_listens(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b"x", threading.Event()),
        until_nobody_listens(b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n", threading.Event()),
        until_nobody_listens(b"", b"", threading.Event()),
    ],
    ids=["body", "head", "nothing"],
)
def test_a_server_that_dribbles_is_left_when_the_time_is_up(server: FeedServer, dribble):
    server.answers["/feed.json"] = dribble
    begun = monotonic()
    with pytest.raises(FetchFailedError):
        server.fetcher(seconds=0.4).fetch(server.address("/feed.json"), JSON)
    assert monotonic() - begun < 3


def test_a_resolver_that_does_not_answer_is_left_when_the_time_is_up(server: FeedServer):
    never = threading.Event()

    def wait(host: str, port: int) -> list[str]:
        never.wait(5)
        return [HOST]

    with pytest.raises(FetchFailedError, match="within ten seconds"):
        server.fetcher(seconds=0.2, resolve=wait).fetch(server.address("/feed.json"), JSON)
    never.set()


def test_an_endless_body_is_cut_off_at_ten_megabytes(server: FeedServer):
    server.answers["/feed.json"] = until_nobody_listens(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)
    with pytest.raises(FeedRefusedError, match="10 MB"):
        server.fetcher().fetch(server.address("/feed.json"), JSON)


def test_a_body_that_says_it_is_too_long_is_not_waited_for(server: FeedServer):
    server.answers["/feed.json"] = plain(b"[]", Content_Length="999999999")
    with pytest.raises(FeedRefusedError, match="10 MB"):
        server.fetcher().fetch(server.address("/feed.json"), JSON)


@pytest.mark.parametrize(("packing", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_feed_is_unpacked_and_a_bomb_is_not(server: FeedServer, packing, pack):
    server.answers["/feed.json"] = plain(pack(FEED), Content_Encoding=packing)
    assert server.fetcher().fetch(server.address("/feed.json"), JSON).content == FEED
    server.answers["/feed.json"] = plain(pack(b" " * 9_000_000), Content_Encoding=packing)
    with pytest.raises(FeedRefusedError, match="hundred times"):
        server.fetcher().fetch(server.address("/feed.json"), JSON)
    server.answers["/feed.json"] = plain(pack(bytes(range(256)) * 50_000), Content_Encoding=packing)
    with pytest.raises(FeedRefusedError):
        server.fetcher().fetch(server.address("/feed.json"), JSON)


@pytest.mark.parametrize(
    ("packing", "body"),
    [("gzip", b"not packed"), ("gzip", gzip.compress(FEED, mtime=0)[:-9]), ("br", b"x"), ("gzip, gzip", b"x")],
)
def test_what_cannot_be_unpacked_is_refused(server: FeedServer, packing, body):
    server.answers["/feed.json"] = plain(body, Content_Encoding=packing)
    with pytest.raises(FeedRefusedError):
        server.fetcher().fetch(server.address("/feed.json"), JSON)


@pytest.mark.parametrize(
    "status", ["401 No", "403 No", "404 No", "410 Gone", "429 Slow", "500 Oh", "503 No", "204 Nil"]
)
def test_any_other_answer_is_a_failure_with_a_sentence(server: FeedServer, status):
    server.answers["/feed.json"] = plain(b"", status)
    with pytest.raises(FetchFailedError) as failed:
        server.fetcher().fetch(server.address("/feed.json"), JSON)
    assert str(failed.value).endswith((".", "?"))


@pytest.mark.parametrize(
    "said", [b"", b"\x00\xff\x00", b"HTTP/1.1 99999 Oh\r\n\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nA"]
)
def test_what_does_not_speak_http_is_a_failure_with_a_sentence(server: FeedServer, said):
    server.answers["/feed.json"] = lambda connection, _: connection.sendall(said)
    with pytest.raises(FetchFailedError):
        server.fetcher().fetch(server.address("/feed.json"), JSON)


def test_a_server_that_cannot_prove_its_name_is_not_trusted(server: FeedServer, tmp_path):
    with feed_server(certificate_for("feeds.example.org", tmp_path)) as secure:
        secure.answers["/feed.json"] = plain(FEED)
        address = secure.address("/feed.json").replace("http:", "https:")
        with pytest.raises(FetchFailedError, match="prove"):
            secure.fetcher().fetch(address, JSON)
        known = ssl.create_default_context(cafile=str(tmp_path / "server.pem"))
        assert secure.fetcher(trust=lambda: known).fetch(address, JSON).content == FEED
        with pytest.raises(FetchFailedError, match="prove"):
            secure.fetcher(trust=lambda: known).fetch(address.replace("feeds.", "other."), JSON)
    context = Fetcher().trust()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_server_that_is_not_there_is_a_failure_with_a_sentence(server: FeedServer):
    gone = server.fetcher(policy=AddressPolicy(frozenset({9}), (ip_network(f"{HOST}/32"),)))
    with pytest.raises(FetchFailedError, match="cannot be reached"):
        gone.fetch("http://feeds.example.org:9/feed.json", JSON)

    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchFailedError, match="cannot be reached"):
        server.fetcher(resolve=unknown).fetch(server.address("/feed.json"), JSON)


def test_the_agencys_own_address_is_allowed_by_a_setting_and_what_machines_ask_of_themselves_never(settings: Settings):
    allowing = settings.model_copy(
        update={
            "feeds_private_networks": "10.0.5.7, 169.254.0.0/16",
            "feeds_ports": "8080",
            "feeds_contact": "me@x.org",
        }
    )
    fetcher = fetcher_of(allowing)
    assert fetcher.agent == "Alongside (me@x.org)"
    assert str(read_address("http://10.0.5.7:8080/feed", fetcher.policy)) == "http://10.0.5.7:8080/feed"
    for closed in ("http://10.0.5.8/feed", "http://169.254.169.254/latest", "http://10.0.5.7:8081/feed"):
        with pytest.raises(AddressRefusedError):
            read_address(closed, fetcher.policy)


@pytest.fixture
def database_kind() -> str:
    """Nothing here asks a database."""
    return "sqlite"
