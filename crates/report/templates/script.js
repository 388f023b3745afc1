"use strict";
(() => {
  const uses = new Map();
  for (const entry of JSON.parse(document.getElementById("passages").textContent).terms) {
    uses.set(entry.term, entry);
  }

  // Passages of a term, in a dialog. Texts are set as text, never as markup.
  const dialog = document.getElementById("uses");
  const element = (name, text, type) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (type) made.className = type;
    return made;
  };
  const show = (term) => {
    const entry = uses.get(term);
    const count = document.getElementById("uses-count");
    document.getElementById("uses-term").textContent = term;
    count.textContent = entry
      ? count.dataset.text.replace("{tf}", () => entry.tf).replace("{df}", () => entry.df)
      : "";
    document.getElementById("uses-none").hidden = Boolean(entry && entry.passages.length);
    const items = (entry ? entry.passages : []).map((passage) => {
      const item = document.createElement("li");
      const text = document.createElement("p");
      text.append(passage.before, element("mark", passage.hit), passage.after);
      const foot = document.createElement("footer");
      foot.append(element("cite", passage.document), " ", element("span", passage.place, "place"));
      item.append(text, foot);
      return item;
    });
    document.getElementById("uses-list").replaceChildren(...items);
    dialog.showModal();
    dialog.scrollTop = 0;
  };
  document.getElementById("uses-close").addEventListener("click", () => dialog.close());
  document.addEventListener("click", (event) => {
    const term = event.target.closest("[data-term]");
    if (term) show(term.dataset.term);
    else if (event.target === dialog) dialog.close();
  });

  // Tables that filter by typing and sort by a click on a header.
  const number = (text) => {
    const value = parseFloat(text.replace(/[,%]/g, ""));
    return Number.isNaN(value) ? -Infinity : value;
  };
  // The texts are Chinese whatever language the report is in: they go by pronunciation.
  const order = new Intl.Collator("zh", { numeric: true });
  for (const grid of document.querySelectorAll(".grid")) {
    const body = grid.querySelector("tbody");
    const rows = [...body.rows];
    const input = grid.querySelector("input");
    const count = grid.querySelector(".count");
    const filter = () => {
      const wanted = input.value.trim().toLowerCase();
      let left = 0;
      for (const row of rows) {
        const hit = row.textContent.toLowerCase().includes(wanted);
        row.hidden = !hit;
        left += hit;
      }
      count.textContent = `${left} / ${rows.length}`;
    };
    input.addEventListener("input", filter);
    filter();
    grid.querySelectorAll("th").forEach((head, column) => {
      const numeric = head.classList.contains("n");
      head.querySelector("button").addEventListener("click", () => {
        const up = numeric ? "descending" : "ascending";
        const down = numeric ? "ascending" : "descending";
        const to = head.getAttribute("aria-sort") === up ? down : up;
        grid.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", to);
        const turn = to === "ascending" ? 1 : -1;
        const key = (row) => row.cells[column].textContent;
        const compare = numeric
          ? (a, b) => number(key(a)) - number(key(b))
          : (a, b) => order.compare(key(a), key(b));
        rows.sort((a, b) => turn * compare(a, b));
        body.append(...rows);
      });
    });
  }
})();
