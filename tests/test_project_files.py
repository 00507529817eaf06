"""The files for contributors and for the site, each held to what reads it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
SCHEMAS = {
    "ISSUE_TEMPLATE/bug.yml": "github-issue-forms",
    "ISSUE_TEMPLATE/idea.yml": "github-issue-forms",
    "ISSUE_TEMPLATE/preset.yml": "github-issue-forms",
    "ISSUE_TEMPLATE/config.yml": "github-issue-config",
    "workflows/test.yml": "github-workflows",
    "CITATION.cff": "citation-file-format",
}


@pytest.mark.long
@pytest.mark.parametrize("file", SCHEMAS)
def test_a_file_is_what_its_reader_wants(file: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    command += [f"vendor.{SCHEMAS[file]}", str(GITHUB / file)]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stdout + child.stderr


def test_every_file_with_a_schema_is_held_to_it() -> None:
    there = {path.relative_to(GITHUB).as_posix() for path in GITHUB.rglob("*") if path.is_file()}
    assert {file for file in there if not file.endswith(".md")} == set(SCHEMAS)


@pytest.mark.skipif(sys.platform == "win32", reason="the step is one of a Linux machine")
def test_the_package_that_actions_build_names_its_repository(tmp_path: Path) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    workflow = (GITHUB / "workflows" / "test.yml").read_text(encoding="utf-8")
    (step,) = re.findall(r"run: (printf .*)", workflow)
    address = "https://forge.example/people/rampsmith"
    subprocess.run(["/bin/sh", "-c", step], cwd=tmp_path, env={"ADDRESS": address}, check=True)
    named = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert named.pop("urls") == {"Source": address, "Issues": f"{address}/issues"}
    assert named == tomllib.loads(project)["project"]


def test_the_version_to_cite_is_that_of_the_package() -> None:
    from importlib.metadata import version

    cited = (GITHUB / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {version('rampsmith')}\n" in cited


def test_every_page_is_in_the_navigation_of_the_site() -> None:
    site = (ROOT / ".mkdocs.yml").read_text(encoding="utf-8")
    pages = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
    assert sorted(line[4:] for line in site.splitlines() if line.endswith(".md")) == pages


def test_pages_of_the_site_are_beside_the_pictures_that_they_name_in_html() -> None:
    site = (ROOT / ".mkdocs.yml").read_text(encoding="utf-8")
    pages = (path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    named = [name for text in pages for name in re.findall(r'(?:src|srcset)="([^"]+)"', text)]
    assert named
    assert [name for name in named if not (ROOT / "docs" / name).is_file()] == []
    assert "\nuse_directory_urls: false " in site


def test_the_site_has_the_icon_of_the_program() -> None:
    drawn = (ROOT / "app" / "desktop" / "rampsmith.svg").read_bytes()
    assert (ROOT / "docs" / "rampsmith.svg").read_bytes() == drawn
