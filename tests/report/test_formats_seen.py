"""Reports as HTML in a real browser: nothing runs over the edge, words do not lie on each other, dark is dark."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.report.documents import whole
from warroom.report.formats.html import render

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium here that could show a page"),
]
FRAME = """<body style="margin:0">
<iframe id="page" src="page.html" style="width:{width}px;height:4000px;border:0"></iframe>
<pre id="seen"></pre><script>
document.getElementById("page").onload = event => {{
  const page = event.target.contentDocument, root = page.documentElement;
  const boxes = [...page.querySelectorAll("svg.lanes .label")].map(one => one.getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const seen = {{
    wide: root.scrollWidth,
    ground: getComputedStyle(page.body).backgroundColor,
    overlaps: boxes.filter((a, n) => boxes.slice(n + 1).some(b => !apart(a, b))).length,
    labels: boxes.length,
    narrow: [...page.querySelectorAll("td")].filter(one => one.getBoundingClientRect().width < 20).length,
    scripts: page.scripts.length,
  }};
  document.getElementById("seen").textContent = JSON.stringify(seen);
}};
</script>"""


def browser(folder: Path, *flags: str) -> str:
    """What Chromium prints with these flags."""
    assert BROWSER is not None
    known = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}")
    done = subprocess.run([BROWSER, *known, *flags], capture_output=True, text=True, timeout=90, check=True)
    return done.stdout


def looked_at(folder: Path, width: int, *, dark: bool) -> dict[str, Any]:
    """What a page that is so wide comes to."""
    (folder / "page.html").write_text("".join(render(whole)), encoding="utf-8")
    (folder / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    frame = (folder / "frame.html").as_uri()
    text = browser(folder, scheme, "--allow-file-access-from-files", "--virtual-time-budget=5000", "--dump-dom", frame)
    found = re.search(r'<pre id="seen">(.*?)</pre>', text)
    assert found is not None, text
    seen: dict[str, Any] = json.loads(html.unescape(found[1]))
    return seen


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_fits_the_screen_and_no_label_lies_on_another(tmp_path: Path, width: int, dark: bool) -> None:
    seen = looked_at(tmp_path, width, dark=dark)
    assert seen["wide"] <= width
    assert seen["labels"] == 8
    assert seen["overlaps"] == 0
    assert seen["narrow"] == 0
    assert seen["ground"] == ("rgb(17, 21, 27)" if dark else "rgb(251, 250, 246)")


def test_it_prints(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("".join(render(whole)), encoding="utf-8")
    target = tmp_path / "page.pdf"
    browser(tmp_path, f"--print-to-pdf={target}", (tmp_path / "page.html").as_uri())
    assert target.read_bytes().startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) <= 4
