"""The page as a browser shows it: on a phone, on a desk, and on paper."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from voice_skill.handover import ConsultationRecord, page

BROWSER = shutil.which("chromium")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
READ_ONCE_LOADED_MS = 2000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="chromium is not installed"),
]

# A frame of the wanted width measures what the page needs in it, and how far its texts stand out from the ground.
MEASURE = """
<!doctype html><iframe id="page" style="border:0" width="{width}" height="800" srcdoc="{page}"></iframe>
<script>
addEventListener("load", () => {{
  const inner = document.getElementById("page").contentDocument;
  const light = (colour) => {{
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
      .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }};
  const ground = (element) => {{
    for (let e = element; e; e = e.parentElement) {{
      const colour = inner.defaultView.getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }}
    return "rgb(255, 255, 255)";
  }};
  const contrasts = [...inner.body.querySelectorAll("*")]
    .filter((e) => !/^(title|desc|style)$/i.test(e.tagName) && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((e) => [light(inner.defaultView.getComputedStyle(e)[e.closest("svg") ? "fill" : "color"]), light(ground(e))]
      .sort((a, b) => b - a))
    .map(([more, less]) => (more + 0.05) / (less + 0.05));
  document.title = `needs=${{inner.documentElement.scrollWidth}} contrast=${{Math.min(...contrasts)}}`;
}});
</script>
"""


def browse(folder: Path, *options: str, url: Path) -> subprocess.CompletedProcess[str]:
    """Open a file in a browser of its own that can reach nothing."""
    command = [
        str(BROWSER),
        *QUIET,
        NO_NETWORK,
        f"--user-data-dir={folder / 'profile'}",
        *options,
        url.as_uri(),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)


@pytest.mark.parametrize("width", [360, 1280], ids=["phone", "desktop"])
def test_it_fits_and_can_be_read(record: ConsultationRecord, width: int, tmp_path: Path) -> None:
    """Nothing is cut off sideways, and every text has the contrast that WCAG AA asks for (4.5 to 1)."""
    framed = tmp_path / "framed.html"
    framed.write_text(MEASURE.format(width=width, page=html.escape(page(record))), encoding="utf-8")
    shown = browse(tmp_path, f"--virtual-time-budget={READ_ONCE_LOADED_MS}", "--dump-dom", url=framed)
    measured = re.search(r"<title>needs=(\d+) contrast=([\d.]+)</title>", shown.stdout)
    assert measured
    assert int(measured[1]) <= width
    assert float(measured[2]) >= 4.5


def test_it_opens_without_complaint(record: ConsultationRecord, tmp_path: Path) -> None:
    """The browser's console stays empty, and a picture of the page comes out."""
    written = tmp_path / "page.html"
    written.write_text(page(record), encoding="utf-8")
    picture = tmp_path / "page.png"
    shown = browse(tmp_path, "--enable-logging=stderr", f"--screenshot={picture}", url=written)
    assert "CONSOLE" not in shown.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_it_prints(record: ConsultationRecord, tmp_path: Path) -> None:
    """On paper it is one page, even with most questions answered or named as not asked."""
    written = tmp_path / "page.html"
    written.write_text(page(record), encoding="utf-8")
    paper = tmp_path / "page.pdf"
    browse(tmp_path, f"--print-to-pdf={paper}", url=written)
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1
