"""Passwords come from the environment, or from a file that nobody else may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.errors import EnvironmentFailed
from communique.mailing.secret import password

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "COMMUNIQUE_TEST_PASSWORD"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "relay.password"
    path.write_text("open sesame \nanother line\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_the_environment_goes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (password(VARIABLE, file), password(VARIABLE, None)) == ("open sesame ", "")
    monkeypatch.setenv(VARIABLE, "other")
    assert password(VARIABLE, file) == "other"


def test_a_file_that_others_may_read_is_refused(file: Path) -> None:
    file.chmod(0o640)
    with pytest.raises(EnvironmentFailed, match=r"^others may read relay\.password: run chmod 600"):
        password(VARIABLE, file)


def test_a_file_that_is_not_there_or_no_text_is_named_without_its_folder(file: Path) -> None:
    file.write_bytes(b"\xff")
    with pytest.raises(EnvironmentFailed, match=r"^the password in relay.password is not UTF-8$"):
        password(VARIABLE, file)
    file.unlink()
    with pytest.raises(EnvironmentFailed, match=r"^cannot read relay.password: No such file"):
        password(VARIABLE, file)
