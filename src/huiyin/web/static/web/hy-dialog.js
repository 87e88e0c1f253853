/* Links marked data-dialog open here instead of on a page of their own; without scripts they are plain links.
   The fragment comes by htmx; a deed that succeeded answers with HX-Redirect or HX-Location. */
class HyDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.body = this.querySelector("#dialog-body");
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-dialog]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.open(link.href, link);
    });
    this.dialog.addEventListener("click", (event) => {
      const away = event.target.closest("[data-close]");
      if (away) { event.preventDefault(); this.dialog.close(); }
    });
    this.dialog.addEventListener("close", () => { this.body.replaceChildren(); this.from?.focus(); });
    this.body.addEventListener("htmx:afterSwap", () => this.ready());
  }

  async open(address, from) {
    this.from = from;
    try { await htmx.ajax("GET", address, { target: this.body, swap: "innerHTML", source: this }); } catch { return; } // hy-trouble tells, and asks again
    if (!this.body.childElementCount) location.assign(address);
  }

  ready() {
    for (const one of this.body.querySelectorAll("[data-close][hidden]")) one.hidden = false;
    if (!this.dialog.open) this.dialog.showModal();
    const first = this.body.querySelector("[aria-invalid=true], [autofocus], .field input:not([type=hidden]):not(:disabled), .field textarea, .field select:not([hidden])");
    (first || this.body.querySelector("button, a"))?.focus();
    // htmx looks for it once more when all has settled, and would pull away whoever is typing elsewhere by then
    for (const one of this.body.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
  }
}
customElements.define("hy-dialog", HyDialog);
