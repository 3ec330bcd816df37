"""What a reader would call ugly, asked of a drawn chart: texts that are cut, texts that lie over each other."""

from __future__ import annotations

# Texts of a drawn chart that reach beyond its edge, and pairs that cover each other: titles, names on axes, names of small
# charts and of persons, entries of the legend. A name may touch the next by a few pixels of its line's height,
# and slanted names by the corners of their boxes.
FAULTS = """(whole) => {
  const said = '.gtitle, .gtitle-subtitle, .xtick text, .ytick text, .annotation-text, .legendtext';
  const turned = (t) => /rotate\\(-?[1-9]/.test(t.getAttribute('transform') || '');
  const plots = [...document.querySelectorAll(whole)], found = [];
  for (const plot of plots) {
    const edge = plot.querySelector('.main-svg').getBoundingClientRect();
    const boxes = [...plot.querySelectorAll(said)].filter(t => t.textContent.trim() && getComputedStyle(t).opacity !== '0')
      .map(t => [t.textContent.slice(0, 40), Object.assign(t.getBoundingClientRect(), {turned: turned(t)})])
      .filter(([, b]) => b.width && b.height);
    for (const [text, b] of boxes)
      if (b.left < edge.left - 1 || b.right > edge.right + 1 || b.top < edge.top - 1 || b.bottom > edge.bottom + 1)
        found.push(`cut: ${text}`);
    boxes.forEach(([text, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 5 && !(a.turned && b.turned)) found.push(`over each other: ${text} / ${other}`);
    }));
  }
  return found;
}"""
