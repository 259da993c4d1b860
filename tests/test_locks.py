"""The locks: every dependency is there, pinned with hashes, and no host is named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.requirements import requirements

PROJECT = Path(__file__).parents[1]
RUNTIME, DEVELOPMENT = PROJECT / "requirements.lock", PROJECT / "requirements-dev.lock"
BENCH = PROJECT / "requirements-bench.lock"
LOCKS = {"runtime": (RUNTIME, ()), "development": (DEVELOPMENT, ("dev",)), "bench": (BENCH, ("dev", "bench"))}


def pinned(lock: Path) -> dict[str, str]:
    """Read a lock: name and version of each package, of those that have hashes."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return {
        canonicalize_name(found[1]): found[2]
        for line in text.splitlines()
        if (found := re.match(r"([\w.-]+)==(\S+).*--hash=sha256:[0-9a-f]{64}", line))
    }


@pytest.mark.parametrize(("lock", "extras"), LOCKS.values(), ids=LOCKS)
def test_every_dependency_is_locked_at_a_version_that_it_allows(lock: Path, extras: tuple[str, ...]) -> None:
    versions = pinned(lock)
    asked = [Requirement(needed) for needed in requirements(*extras)]
    wrong = [str(r) for r in asked if versions.get(canonicalize_name(r.name), "none") not in r.specifier]
    assert wrong == []


@pytest.mark.parametrize("lock", [lock for lock, _ in LOCKS.values()], ids=LOCKS)
def test_every_line_of_a_lock_is_a_package_or_a_hash(lock: Path) -> None:
    """No host, no path, no option, no remark."""
    text = lock.read_text(encoding="utf-8")
    odd = [line for line in text.splitlines() if not re.match(r"[\w.-]+==[\w.!+-]+( ;| \\|$)|    --hash=sha256:", line)]
    assert odd == []
    assert len(pinned(lock)) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))


def test_all_locks_agree() -> None:
    assert pinned(RUNTIME).items() <= pinned(DEVELOPMENT).items() <= pinned(BENCH).items()


def test_the_lock_of_the_judges_has_a_hash_for_all_and_names_no_host() -> None:
    text = (PROJECT / "tests" / "judges" / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert "://" not in text
