/* Keeps a form's unsent words: at once in this browser, and after a pause at the server when src is given.
   They come back when the form opens again, and go when the deed is done. Passwords and files are never kept. */
class HyDraft extends HTMLElement {
  connectedCallback() {
    this.key = this.getAttribute("key") && `hy-draft:${this.getAttribute("key")}`;
    this.form = this.querySelector("form");
    if (!this.key || !this.form) return;
    this.restore();
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.later());
    this.form.addEventListener("submit", () => { clearTimeout(this.wait); this.keep(); });
    this.form.addEventListener("htmx:afterRequest", (event) => event.detail.successful && this.forget());
  }

  words() {
    const kept = [];
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !["csrfmiddlewaretoken", "seen", "password"].includes(name)) kept.push([name, value]);
    }
    return kept;
  }

  later() {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.keep(), 600);
  }

  keep() {
    const words = JSON.stringify({ at: Date.now(), words: this.words() });
    try { localStorage.setItem(this.key, words); } catch { /* a full or forbidden store: the server keeps them */ }
    const address = this.getAttribute("src");
    if (address) fetch(address, { method: "POST", body: words, keepalive: true, headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content } }).catch(() => {});
  }

  async restore() {
    let kept = localStorage.getItem(this.key);
    const address = this.getAttribute("src");
    if (!kept && address) {
      const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.status === 200) kept = await answer.text();
    }
    if (!kept || this.form.querySelector("[aria-invalid]")) return;
    const before = JSON.stringify(this.words());
    const { words } = JSON.parse(kept);
    if (!words || JSON.stringify(words) === before) return;
    const lists = Object.groupBy ? Object.groupBy(words, (one) => one[0]) : words.reduce((all, one) => ({ ...all, [one[0]]: [...(all[one[0]] || []), one] }), {});
    for (const field of this.form.elements) this.put(field, lists[field.name]?.map((one) => one[1]));
    this.tell();
  }

  put(field, values) {
    if (!field.name || !values || field.type === "file" || field.name === "seen") return;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length === 1) field.value = values[0];
    else return;
    if (field.tagName === "SELECT") field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  tell() {
    const note = this.querySelector("[data-note]");
    if (!note) return;
    const off = Object.assign(document.createElement("button"), { type: "button", className: "button button-plain button-small", textContent: this.dataset.forget });
    off.addEventListener("click", () => { this.forget(); this.form.reset(); note.replaceChildren(); });
    note.replaceChildren(this.dataset.found, " ", off);
  }

  forget() {
    clearTimeout(this.wait);
    localStorage.removeItem(this.key);
    const address = this.getAttribute("src");
    if (address) fetch(address, { method: "DELETE", headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content } }).catch(() => {});
  }
}
customElements.define("hy-draft", HyDraft);
