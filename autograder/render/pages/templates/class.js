"use strict";
// Sorting and filtering. Without this script the tables are there as they are, by name.
(() => {
  const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const key = (cell) => {
    if (cell.tagName === "TH") return cell.querySelector("a, code").textContent;
    const value = parseFloat(cell.textContent);
    return Number.isNaN(value) ? -1 : value;
  };
  const sort = (body, column, sign) => {
    const rows = Array.from(body.rows, (row, place) => ({ row, place, key: key(row.cells[column]) }));
    const compare = column ? (a, b) => a.key - b.key : (a, b) => names.compare(a.key, b.key);
    rows.sort((a, b) => sign * compare(a, b) || a.place - b.place);
    const sorted = document.createDocumentFragment();
    for (const { row } of rows) sorted.append(row);
    body.append(sorted);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort") || (column ? "ascending" : "descending");
        const order = before === "ascending" ? "descending" : "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", order);
        sort(table.tBodies[0], column, order === "ascending" ? 1 : -1);
      });
    });
  }
  const words = document.getElementById("words");
  const kind = document.getElementById("kind");
  const found = document.getElementById("found");
  const rows = Array.from(document.getElementById("table").tBodies[0].rows, (row) => ({
    row,
    text: row.cells[0].textContent.toLocaleLowerCase(),
    kinds: row.dataset.kind.split(" "),
  }));
  const filter = () => {
    const wanted = words.value.toLocaleLowerCase().split(/\s+/);
    let shown = 0;
    for (const { row, text, kinds } of rows) {
      const fits = wanted.every((word) => text.includes(word)) && (!kind.value || kinds.includes(kind.value));
      if (row.hidden === fits) row.hidden = !fits;
      shown += fits;
    }
    found.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
  };
  words.addEventListener("input", filter);
  kind.addEventListener("input", filter);
  filter();
  document.getElementById("filter").hidden = false;
})();
