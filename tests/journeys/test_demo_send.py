"""`make demo-send`: the sample newsletter arrives at three people, as a stranger would see it happen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.command import environment

TESTS = Path(__file__).parents[1]


def test_the_demonstration_sends_to_three_and_prints_what_arrived(tmp_path: Path) -> None:
    """It needs nothing but what the product itself installs."""
    shown = environment(PYTHONPATH=f"{TESTS}:{TESTS.parent / 'src'}")
    command = [sys.executable, "-m", "support.demo_send"]
    done = subprocess.run(command, cwd=tmp_path, env=shown, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("--- arrived at ") == 3
    assert done.stdout.count("List-Unsubscribe-Post: List-Unsubscribe=One-Click") == 3
    assert done.stdout.count("DKIM-Signature: v=1; a=rsa-sha256") == 3
    assert "To: 陳美 <chen@example.net>" in done.stdout
    assert "parts: text/plain\n" in done.stdout
    assert "parts: text/plain, text/html, image/png\n" in done.stdout
    assert "river" not in done.stdout.lower()  # that story is internal, and the newsletter public
    assert list(tmp_path.iterdir()) == []
