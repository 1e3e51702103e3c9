"use strict";
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const heads = [...head.parentNode.children];
    const column = heads.indexOf(head);
    const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const body = head.closest("table").tBodies[0];
    const value = (row) => row.children[column].dataset.value;
    const compare = new Intl.Collator("zh", { numeric: true }).compare;
    const sign = order === "ascending" ? 1 : -1;
    body.append(...[...body.rows].sort((one, other) => sign * compare(value(one), value(other))));
  });
}
const search = document.getElementById("search");
const shown = document.getElementById("shown");
const rows = [...document.getElementById("students").tBodies[0].rows];
search.addEventListener("input", () => {
  const wanted = search.value.trim().toLowerCase();
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  shown.textContent = rows.filter((row) => !row.hidden).length;
});
