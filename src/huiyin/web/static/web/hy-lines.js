/* Rows inside a record: adds one from the template, takes a new one out again. Kept rows are only marked to drop. */
class HyLines extends HTMLElement {
  connectedCallback() {
    this.template = this.querySelector(":scope > template");
    this.next = Number(this.getAttribute("next")) || 0;
    this.addEventListener("click", (event) => {
      if (!event.target.closest("[data-add]")) return;
      event.preventDefault();
      this.add();
    });
    this.addEventListener("change", (event) => {
      if (!event.target.name?.endsWith("-drop")) return;
      const row = event.target.closest("tr");
      if (row.querySelector("[name$='-id']")) row.classList.toggle("is-dropped", event.target.checked);
      else row.remove();
      this.count();
    });
    this.addEventListener("keydown", (event) => {
      const last = event.target.closest("tr") === this.body.lastElementChild;
      if (event.key === "Enter" && last && event.target.matches("input:not([role=combobox])") && !event.ctrlKey) { event.preventDefault(); if (this.template) this.add(); }
    });
  }

  get body() {
    return this.querySelector("tbody");
  }

  add() {
    const html = this.template.innerHTML.replaceAll("__i__", String(this.next++));
    const row = document.createElement("tbody");
    row.innerHTML = html;
    const added = row.querySelector("tr");
    this.body.append(added);
    this.count();
    added.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  count() {
    [...this.body.querySelectorAll(":scope > tr > .lines-no:first-child")].forEach((cell, index) => {
      const kept = [...cell.childNodes].filter((node) => node.nodeType === 1);
      cell.replaceChildren(String(index + 1), ...kept);
    });
  }
}
customElements.define("hy-lines", HyLines);
