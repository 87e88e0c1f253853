/* The keyboard: / search, c new, j k rows, Enter open, x pick, Ctrl+Enter the primary deed, ? the list of keys. */
class HyKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.isComposing || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return this.primary(event);
    const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const deed = { "/": "search", c: "create", j: "down", k: "up", x: "pick", Enter: "openRow", "?": "help" }[event.key];
    if (deed && this[deed](event)) event.preventDefault();
  }

  primary(event) {
    const place = document.querySelector("dialog[open]") || event.target.closest("form[data-main]") || document;
    const button = place.querySelector("[data-primary]:not([aria-disabled=true])");
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  search() {
    const box = document.querySelector("main [data-search]");
    if (box) box.focus(); else document.querySelector("hy-palette")?.open();
    return true;
  }

  create() {
    const one = document.querySelector("main [data-create]") || document.querySelector("[data-key=c]");
    one?.click();
    (one?.matches("summary") ? one.parentElement.querySelector(".menu-item") : null)?.focus();
    return one;
  }

  get rows() {
    return [...document.querySelectorAll("main [data-row]")];
  }

  get here() {
    return this.rows.findIndex((row) => row.classList.contains("is-here"));
  }

  go(step) {
    const rows = this.rows;
    if (!rows.length) return false;
    const next = Math.max(0, Math.min(rows.length - 1, this.here + step));
    rows.forEach((row, index) => row.classList.toggle("is-here", index === next));
    rows[next].querySelector("[data-open]")?.focus({ preventScroll: true });
    rows[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  down() { return this.go(1); }

  up() { return this.go(this.here < 0 ? 1 : -1); }

  openRow(event) {
    if (event.target.closest("a, button, summary")) return false;
    const link = this.rows[this.here]?.querySelector("[data-open]");
    link?.click();
    return link;
  }

  pick() {
    const box = this.rows[this.here]?.querySelector("input[type=checkbox]");
    box?.click();
    return box;
  }

  help() {
    document.getElementById("keys").showModal();
    return true;
  }
}
customElements.define("hy-keys", HyKeys);
