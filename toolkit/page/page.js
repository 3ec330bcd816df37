"use strict";
// Charts are drawn one after the other, so that the page answers between them; on a phone in a layout of their own.
const config = { displaylogo: false, responsive: true, topojsonURL: "data:application/json,{}#" };
const waiting = [...document.querySelectorAll(".chart")];
const phone = matchMedia("(max-width: 600px)");
const PAPER = 680; // pixels: the width of a sheet between its margins
let round = 0;
function shown({ data, layout, narrow }) {
  if (!phone.matches) return [data, layout];
  return [data.map((trace, i) => ({ ...trace, ...narrow.data[i] })), { ...narrow.layout, template: layout.template }];
}
async function draw() {
  const mine = ++round;
  for (const place of waiting) {
    if (mine !== round) return;
    await Plotly.newPlot(place, ...shown(JSON.parse(document.getElementById(place.dataset.figure).textContent)), config);
    await new Promise((next) => setTimeout(next));
  }
  document.documentElement.dataset.drawn = String(waiting.length);
}
phone.addEventListener("change", draw);
draw();

// A sheet of paper is narrower than most windows, and nothing is drawn anew for it unless asked.
const resized = (size) => waiting.filter((place) => place._fullLayout).forEach((place) => Plotly.relayout(place, size));
addEventListener("beforeprint", () => resized({ width: Math.min(PAPER, document.body.clientWidth) }));
addEventListener("afterprint", () => resized({ width: null, autosize: true }));

// A search keeps the rows that hold every word asked for.
for (const box of document.querySelectorAll("input[data-table]")) {
  const rows = [...document.getElementById(box.dataset.table).tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const told = document.getElementById(box.getAttribute("aria-describedby"));
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    told.textContent = `${shown} of ${rows.length} rows shown`;
  });
}
