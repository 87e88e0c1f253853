/* Keeps a form's unsent words: at once in this browser, and after a pause at the server (<html data-draft>).
   They come back when the form opens again, and go when the deed is done. Passwords and files are never kept. */
class HyDraft extends HTMLElement {
  static never = ["csrfmiddlewaretoken", "seen", "password", "key"];

  static ask(key, method, body) {
    const address = document.documentElement.dataset.draft;
    if (!address) return Promise.resolve(null);
    const headers = { Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
    return fetch(`${address}?key=${encodeURIComponent(key)}`, { method, body, headers, keepalive: true }).catch(() => null);
  }

  static forget(key) {
    localStorage.removeItem(`hy-draft:${key}`);
    HyDraft.ask(key, "DELETE");
  }

  // a form was sent and another page came instead of the same form again: the deed is done
  static settle() {
    const key = sessionStorage.getItem("hy-sent");
    if (!key) return;
    sessionStorage.removeItem("hy-sent");
    if (!document.querySelector(`hy-draft[key="${CSS.escape(key)}"]`)) HyDraft.forget(key);
  }

  connectedCallback() {
    this.key = this.getAttribute("key");
    this.form = this.querySelector("form");
    if (!this.key || !this.form) return;
    this.restore();
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.later());
    this.form.addEventListener("submit", () => { clearTimeout(this.wait); this.keep(); sessionStorage.setItem("hy-sent", this.key); });
    this.form.addEventListener("htmx:afterRequest", (event) => { sessionStorage.removeItem("hy-sent"); if (event.detail.successful) this.forget(); });
  }

  words() {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !HyDraft.never.includes(name));
  }

  later() {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.keep(), 600);
  }

  keep() {
    const words = JSON.stringify({ words: this.words() });
    try { localStorage.setItem(`hy-draft:${this.key}`, words); } catch { /* a full or forbidden store: the server keeps them */ }
    HyDraft.ask(this.key, "POST", words);
  }

  async restore() {
    let kept = localStorage.getItem(`hy-draft:${this.key}`);
    if (!kept) {
      const answer = await HyDraft.ask(this.key, "GET");
      if (answer?.status === 200) kept = await answer.text();
    }
    if (!kept || this.form.querySelector("[aria-invalid]")) return;
    const { words } = JSON.parse(kept);
    if (!words || JSON.stringify(words) === JSON.stringify(this.words())) return;
    const said = {};
    for (const [name, value] of words) (said[name] ||= []).push(value);
    for (const field of this.form.elements) this.put(field, said[field.name]);
    this.tell();
  }

  put(field, values) {
    if (!field.name || !values || field.type === "file" || HyDraft.never.includes(field.name)) return;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length === 1) field.value = values[0];
    else return;
    if (field.tagName === "SELECT" || field.closest("hy-draw")) field.dispatchEvent(new Event("change", { bubbles: true }));
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
    HyDraft.forget(this.key);
  }
}
customElements.define("hy-draft", HyDraft);
HyDraft.settle();
