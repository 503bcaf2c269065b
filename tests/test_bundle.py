"""The bundle of scripts and styles: whole or not there at all, made once, and a clear word if it fails."""

import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
NPM = """\
npm error code ECONNREFUSED
npm error syscall connect
npm error FetchError: request to http://127.0.0.1:9/typescript failed, reason: connect ECONNREFUSED
npm error     at ClientRequest.<anonymous> (/usr/lib/minipass-fetch/lib/index.js:130:14)
npm error   code: 'ECONNREFUSED',
npm error A complete log of this run can be found in: /root/.npm/_logs/x.log
"""


@pytest.fixture
def hook() -> ModuleType:
    """The build hook of the package, which is in no package itself."""
    spec = importlib.util.spec_from_file_location("hook", ROOT / "server/web/hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A package with one style to bundle."""
    (tmp_path / "static").mkdir()
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "site.css").write_text("a {}")
    return tmp_path


def bundler(server: Path, made: list[str], *, fails: bool = False) -> Callable[..., None]:
    """What stands for Node: it writes a file, and another if it does not fail before."""

    def run(_web: Path, script: str, *arguments: str) -> None:
        if script != "build.mjs":
            return
        out = Path(arguments[0])
        assert out != server / "static" / "bundle"
        made.append(script)
        out.mkdir()
        (out / "site.css").write_text((server / "web" / "site.css").read_text())
        if fails:
            raise RuntimeError("cannot be bundled")
        (out / "manifest.json").write_text("{}")

    return run


def files(server: Path) -> list[str]:
    return sorted(path.name for path in (server / "static").rglob("*") if path.name[0] != ".")


def test_a_bundle_that_fails_leaves_the_one_before(
    hook: ModuleType, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(hook, "_run", bundler(server, made, fails=True))
    with pytest.raises(RuntimeError, match="cannot be bundled"):
        hook.bundle(server)
    assert files(server) == []
    monkeypatch.setattr(hook, "_run", bundler(server, made))
    hook.bundle(server)
    whole = ["bundle", "manifest.json", "site.css", "stamp"]
    assert files(server) == whole
    (server / "web" / "site.css").write_text("b {}")
    monkeypatch.setattr(hook, "_run", bundler(server, made, fails=True))
    with pytest.raises(RuntimeError, match="cannot be bundled"):
        hook.bundle(server)
    assert files(server) == whole
    assert (server / "static" / "bundle" / "site.css").read_text() == "a {}"


def test_two_builds_at_once_make_one_bundle(
    hook: ModuleType, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(hook, "_run", bundler(server, made))
    (server / "static" / ".bundle-new").mkdir()  # Of a build that was killed.
    builds = [threading.Thread(target=hook.bundle, args=(server,)) for _ in range(4)]
    for build in builds:
        build.start()
    for build in builds:
        build.join()
    assert made == ["build.mjs"]
    assert files(server) == ["bundle", "manifest.json", "site.css", "stamp"]


def test_what_npm_cannot_fetch_is_told_in_few_lines(hook: ModuleType) -> None:
    told = hook._told(("npm", "ci"), ROOT, NPM)
    assert "its registry does not give them" in told
    assert "request to http://127.0.0.1:9/typescript failed" in told
    assert "npm_config_registry" in told
    assert "minipass" not in told
    assert "complete log" not in told
    assert len(told.splitlines()) == 5
