"""
Where a browser put the words of a page, and what is wrong with it.

Every line of every text is asked for its rectangle. What a reader can scroll to
is seen; what a box hides, what lies beyond the window and what is printed over
other words is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from communique.output import Output
    from support.browser import Browser

WIDTHS: Final = (320, 375, 640, 1280)

_FAULTS: Final = """() => {
  const leeway = 1.5, found = [], lines = [];
  const room = document.documentElement.clientWidth;
  const shown = (text, box) => `"${text.trim().slice(0, 50)}" at ${Math.round(box.left)},${Math.round(box.top)}`;
  const wide = document.documentElement.scrollWidth;
  if (wide > room) found.push(`the page is ${wide} wide in a window of ${room}`);

  const unseen = (node) => {
    for (; node && node !== document.body; node = node.parentElement) {
      const style = getComputedStyle(node), box = node.getBoundingClientRect();
      if (style.visibility !== "visible" || style.opacity === "0" || style.display === "none") return true;
      if (style.overflow !== "visible" && (box.width <= 1 || box.height <= 1)) return true;  // for those who listen
      if (style.position === "absolute" && box.right < 0) return true;  // waits beside the page until it is focused
    }
    return false;
  };
  const around = (node) => {
    const boxes = [];
    for (; node && node !== document.body; node = node.parentElement) {
      const style = getComputedStyle(node);
      const ways = [style.overflowX, style.overflowY];
      if (ways.every((way) => way === "visible")) continue;
      boxes.push({box: node.getBoundingClientRect(), moves: ways.some((way) => way === "auto" || way === "scroll")});
    }
    return boxes;
  };

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || unseen(parent)) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    const boxes = around(parent), moves = boxes.some((one) => one.moves);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || size < 4) continue;
      const middle = (rect.top + rect.bottom) / 2;
      const box = {left: rect.left, right: rect.right, top: middle - size / 4, bottom: middle + size / 4};
      if (moves) continue;
      if (box.left < -leeway || box.right > room + leeway) found.push(`outside the window: ${shown(node.data, box)}`);
      const cut = boxes.some(({box: edge}) => box.left < edge.left - leeway || box.right > edge.right + leeway
        || box.top < edge.top - leeway || box.bottom > edge.bottom + leeway);
      if (cut) found.push(`cut away: ${shown(node.data, box)}`);
      lines.push({...box, text: node.data});
    }
  }
  lines.sort((one, other) => one.top - other.top);
  lines.forEach((one, at) => {
    for (let next = at + 1; next < lines.length && lines[next].top < one.bottom; next++) {
      const other = lines[next];
      if (Math.min(one.right, other.right) - Math.max(one.left, other.left) > leeway
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > leeway)
        found.push(`over each other: ${shown(one.text, one)} and ${shown(other.text, other)}`);
    }
  });
  return found;
}"""


def faults(page: str, browser: Browser, width: int) -> list[str]:
    """Open a page in a window of a width, and say what is wrong with it, each fault with its words."""
    browser.show(page, width)
    found: list[str] = browser.ask(_FAULTS)
    return [f"{width} px: {fault}" for fault in found]


def of_output(output: Output, browser: Browser) -> list[str]:
    """Say what is wrong with a made page at every width."""
    return [f"{output.format} {fault}" for width in WIDTHS for fault in faults(output.data.decode(), browser, width)]
