"""Downloads over HTTP: whole, in ranges, never outside their folder; and what crawlers look for."""

import hashlib
import json
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

from graph.export.downloads import CATALOGUE
from graph.release import Release
from graph.settings import load
from server import downloads
from server.app import create_app
from server.releases import Fixed, Served
from tests.serving import serving
from tests.test_contacts import leaks

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TYPES = {
    "sommet-all.nq.gz": "application/gzip",
    "tables/entities.csv": "text/csv; charset=utf-8",
    "tables/entities.parquet": "application/vnd.apache.parquet",
    "tables/csv-metadata.json": "application/csvm+json",
    "ro-crate-metadata.json": "application/ld+json",
    "SHA256SUMS": "text/plain; charset=utf-8",
}


def path(release: Release, name: str) -> str:
    return f"/release/{release.hash}/dumps/{name}"


@pytest.mark.parametrize("name", [download.name for download in CATALOGUE])
def test_a_download_is_the_file_byte_for_byte(
    client: FlaskClient, release: Release, name: str
) -> None:
    with client.get(path(release, name), headers={"Accept-Encoding": "gzip, br"}) as response:
        assert response.status_code == 200
        data = response.data
        assert data == (release.folder / "dumps" / name).read_bytes()
        assert response.headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Sommet-Release"] == release.hash
        assert "Content-Encoding" not in response.headers
        assert response.headers["Content-Type"] == TYPES.get(name, response.headers["Content-Type"])


def test_the_table_of_types_is_used() -> None:
    assert set(TYPES) <= {download.name for download in CATALOGUE}


def test_a_range_of_a_download(client: FlaskClient, release: Release) -> None:
    name = "sommet-all.nq.gz"
    whole = (release.folder / "dumps" / name).read_bytes()
    with client.get(path(release, name), headers={"Range": "bytes=10-19"}) as response:
        assert response.status_code == 206
        assert response.data == whole[10:20]
        assert response.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    beyond = client.get(path(release, name), headers={"Range": "bytes=999999999-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole)}"
    assert beyond.json is not None
    assert beyond.json["error"]["message"] == "The file has no such bytes."


def test_who_has_a_download_is_told_so(client: FlaskClient, release: Release) -> None:
    address = path(release, "SHA256SUMS")
    with client.get(address) as response:
        tag = response.headers["ETag"]
    with client.get(address, headers={"If-None-Match": tag}) as response:
        assert (response.status_code, response.data) == (304, b"")
    with client.head(address) as response:
        assert (response.status_code, response.data) == (200, b"")
        assert int(response.headers["Content-Length"]) > 1000


HOSTILE = [
    ".",
    "..",
    "../manifest.json",
    "..%2fmanifest.json",
    "%2e%2e/manifest.json",
    "tables/../../manifest.json",
    "tables/../SHA256SUMS",
    "%2fetc/passwd",
    "..%5cmanifest.json",
    "tables",
    "tables/",
    "SHA256SUMS/",
    "SHA256SUMS%00",
    "sommet-all.nq",
    "x" * 5000,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_but_a_download_is_given(client: FlaskClient, release: Release, name: str) -> None:
    with client.get(path(release, name), follow_redirects=True) as response:
        assert response.status_code == 404
        assert b"coverage" not in response.data


@pytest.mark.parametrize("digest", ["", "0" * 32, "..", "%2e%2e", "current", "x"])
def test_no_release_no_download(client: FlaskClient, digest: str) -> None:
    assert client.get(f"/release/{digest}/dumps/SHA256SUMS").status_code == 404


def test_a_dump_that_is_served_has_no_downloads(release: Release) -> None:
    served = Served(release.hash, release.base, release.store())
    client = create_app(Fixed(served), load(release.folder.parent.parent)).test_client()
    response = client.get(path(release, "SHA256SUMS"))
    assert response.status_code == 404
    assert response.json is not None
    assert "--dump" in response.json["error"]["remedy"]
    assert "ld+json" not in client.get("/", headers={"Accept": "text/html"}).text


def test_well_known_void_leads_to_the_description(client: FlaskClient, release: Release) -> None:
    assert client.get("/.well-known/void").status_code == 302
    for accept, parser in (("text/turtle", "turtle"), ("application/ld+json", "json-ld")):
        answer = client.get("/.well-known/void", headers={"Accept": accept}, follow_redirects=True)
        assert answer.mimetype == accept
        graph = Graph().parse(data=answer.data, format=parser)
        assert (
            len(graph) == release.manifest["graphs"][f"{release.base}graph/description"]["triples"]
        )


def test_what_does_not_describe_itself_has_no_well_known_void(release: Release) -> None:
    served = Served(release.hash, "https://example.org/", release.store())
    client = create_app(Fixed(served), load(release.folder.parent.parent)).test_client()
    response = client.get("/.well-known/void")
    assert response.status_code == 404
    assert response.json is not None
    assert response.json["error"]["message"] == "What is served here has no description."


def locations(client: FlaskClient, address: str, tag: str) -> list[str]:
    response = client.get(address)
    assert response.mimetype == "application/xml"
    found = ET.fromstring(response.data).findall(f"{SITEMAP}{tag}/{SITEMAP}loc")  # noqa: S314
    return [str(element.text) for element in found]


def test_the_sitemap_lists_what_the_release_describes(
    client: FlaskClient, release: Release
) -> None:
    assert locations(client, "/sitemap.xml", "sitemap") == ["http://localhost/sitemap-1.xml"]
    found = locations(client, "/sitemap-1.xml", "url")
    assert found == sorted(set(found))
    assert "http://localhost/id/agent/fra" in found
    kinds = [one.removeprefix("http://localhost/").partition("/")[0] for one in found]
    assert set(kinds) == {"document", "id", "statement"}
    assert kinds.count("document") == 4
    assert kinds.count("statement") == 339


def test_a_sitemap_has_no_more_addresses_than_it_may(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(client, "/sitemap-1.xml", "url")
    monkeypatch.setattr(downloads, "MOST_ADDRESSES", 100)
    index = locations(client, "/sitemap.xml", "sitemap")
    assert len(index) == -(-len(whole) // 100)
    parts = [locations(client, one.removeprefix("http://localhost"), "url") for one in index]
    assert max(map(len, parts)) == 100
    assert [one for part in parts for one in part] == whole
    for number in (0, len(index) + 1):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_robots_are_kept_from_queries_and_led_to_the_sitemap(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    lines = response.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /sparql", "Disallow: /export", "Disallow: /release/*/export"} <= set(lines)
    assert "Sitemap: http://localhost/sitemap.xml" in lines


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_first_page_bears_its_dataset(
    client: FlaskClient, release: Release, language: str
) -> None:
    page = client.get(f"/?lang={language}", headers={"Accept": "text/html"}).text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    card = json.loads(data)
    assert card["@type"] == "Dataset"
    assert card["@id"] == f"{release.base}release/{release.hash}"
    assert card["name"].startswith("Sommet\u00a0: qui" if language == "fr" else "Sommet: who")
    assert len(card["isBasedOn"]) == 4
    told = {one["name"]: one for one in card["distribution"]}
    assert set(told) == {download.name for download in CATALOGUE}
    assert told["SHA256SUMS"]["contentUrl"].endswith(path(release, "SHA256SUMS"))


def test_what_crawlers_get_holds_no_contact_detail(client: FlaskClient) -> None:
    for address in ("/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/store?graph=default"):
        assert leaks(client.get(address).data) == [], address


def test_a_service_gives_downloads_of_its_release(
    data: Path, release: Release, tmp_path: Path
) -> None:
    with serving(tmp_path, "--data", str(data), "--workers", "1") as service:
        for name in ("sommet-all.ttl.gz", "tables/statements.parquet"):
            got = service.get(path(release, name))
            assert got.status == 200
            assert got.data == (release.folder / "dumps" / name).read_bytes()
        part = service.get(path(release, "SHA256SUMS"), headers={"Range": "bytes=0-63"})
        assert part.status == 206
        assert len(part.data) == 64
        assert service.get(path(release, "../manifest.json")).status == 404
        assert service.get(f"/release/{'0' * 32}/dumps/SHA256SUMS").status == 404


def test_a_large_download_is_whole(data: Path, release: Release, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    name = "sommet-all.nq.gz"
    large = bytes(range(256)) * 4096 * 5
    (tmp_path / "data" / "releases" / release.hash / "dumps" / name).write_bytes(large)
    with serving(tmp_path, "--data", str(tmp_path / "data"), "--workers", "1") as service:
        assert service.get(path(release, name)).data == large
