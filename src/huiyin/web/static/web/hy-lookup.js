/* A list one finds in by typing: words, code or pinyin initials.
   Around a <select> the list is its options; with src the answers come from there (?q=… -> {items}).
   Without this script the select, or the plain text field, does the same work. */
class HyLookup extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.select = this.querySelector("select");
    this.hidden_ = this.querySelector("input[type=hidden]");
    if (this.select && this.select.options.length < 9) return;
    this.box = this.select ? this.boxFor(this.select) : this.querySelector("input[type=text]");
    this.list = Object.assign(document.createElement("ul"), { className: "lookup-list", hidden: true });
    this.list.id = `${this.box.id}-list`;
    this.list.setAttribute("role", "listbox");
    this.append(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) this.box.setAttribute(name, value);
    this.box.addEventListener("input", () => { if (this.hidden_) this.hidden_.value = ""; this.ask(); });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", () => this.select && this.ask(true));
    this.box.addEventListener("blur", () => setTimeout(() => this.leave(), 120));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[data-value]");
      if (item) this.take(item);
    });
  }

  boxFor(select) {
    const box = Object.assign(document.createElement("input"), { type: "text", className: `${select.className} lookup-box`, id: select.id, autocomplete: "off", required: select.required, disabled: select.disabled });
    box.placeholder = select.options[0].text;
    for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) box.setAttribute(name, select.getAttribute(name));
    box.value = select.value ? select.selectedOptions[0].text.trim() : "";
    select.id += "-list-of-codes";
    select.required = false;
    select.hidden = true;
    select.addEventListener("change", () => { box.value = select.value ? select.selectedOptions[0].text.trim() : ""; });
    select.before(box);
    return box;
  }

  async ask(all = false) {
    const words = all ? "" : this.box.value.trim().toLowerCase();
    const turn = (this.turn = (this.turn || 0) + 1);
    if (this.select) return this.show(this.inSelect(words));
    if (!words) return this.show(null);
    await new Promise((done) => setTimeout(done, 120));
    if (turn !== this.turn) return;
    try {
      const asked = new URL(this.getAttribute("src"), location.href);
      asked.searchParams.set("q", this.box.value.trim());
      for (const name of (this.dataset.with || "").split(" ").filter(Boolean)) asked.searchParams.set(name, this.closest("form")?.elements[name]?.value || "");
      const answer = await fetch(asked, { headers: { Accept: "application/json" } });
      if (turn === this.turn && answer.ok) this.show((await answer.json()).items);
    } catch { this.show(null); }
  }

  inSelect(words) {
    return [...this.select.options]
      .filter((one) => one.value && !one.disabled && !one.hidden && (!words || one.text.toLowerCase().includes(words) || (one.dataset.initials || "").startsWith(words) || one.value.toLowerCase().startsWith(words)))
      .map((one) => ({ value: one.value, label: one.text }));
  }

  show(items) {
    this.list.replaceChildren(...(items || []).slice(0, 60).map((one, index) => this.row(one, index)));
    if (items && !items.length) this.list.append(Object.assign(document.createElement("li"), { className: "lookup-none", textContent: this.dataset.none || "" }));
    this.list.hidden = !items;
    this.box.setAttribute("aria-expanded", String(!!items));
    this.mark(items?.length ? 0 : -1);
  }

  row(one, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.dataset.value = one.value;
    item.dataset.label = one.label.trim();
    item.append(one.label);
    if (one.hint) item.append(Object.assign(document.createElement("small"), { textContent: one.hint }));
    return item;
  }

  mark(index) {
    const items = [...this.list.querySelectorAll("[data-value]")];
    this.at = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === this.at)));
    if (items[this.at]) { items[this.at].scrollIntoView({ block: "nearest" }); this.box.setAttribute("aria-activedescendant", items[this.at].id); } else this.box.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown") { event.preventDefault(); if (open) this.mark(this.at + 1); else this.ask(true); }
    else if (event.key === "ArrowUp" && open) { event.preventDefault(); this.mark(this.at - 1); }
    else if ((event.key === "Enter" && !event.ctrlKey) && open && this.at >= 0) { event.preventDefault(); this.take(this.list.querySelectorAll("[data-value]")[this.at]); }
    else if (event.key === "Escape" && open) { event.preventDefault(); event.stopPropagation(); this.show(null); }
  }

  take(item) {
    this.box.value = item.dataset.label;
    const target = this.select || this.hidden_;
    target.value = item.dataset.value;
    this.show(null);
    target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  leave() {
    this.turn = (this.turn || 0) + 1;
    this.show(null);
    if (!this.select) return;
    const words = this.box.value.trim();
    const found = [...this.select.options].find((one) => one.value && one.text.trim() === words);
    if ((found?.value || "") !== this.select.value) { this.select.value = found ? found.value : ""; this.select.dispatchEvent(new Event("change", { bubbles: true })); }
    if (!found) this.box.value = "";
  }
}
customElements.define("hy-lookup", HyLookup);
