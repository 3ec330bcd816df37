"use strict";
// Charts are drawn one after the other, so that the page answers between them.
const config = { displaylogo: false, responsive: true, topojsonURL: "data:application/json,{}#" };
const waiting = [...document.querySelectorAll(".chart")];
async function draw() {
  for (const place of waiting) {
    const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
    await Plotly.newPlot(place, figure.data, figure.layout, config);
    await new Promise((next) => setTimeout(next));
  }
  document.documentElement.dataset.drawn = String(waiting.length);
}
draw();

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
