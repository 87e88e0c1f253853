/* A form is sent once: a second press while the first is under way does nothing. */
class HyOnce extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      if (this.sent) { event.preventDefault(); event.stopPropagation(); return; }
      this.sent = true;
      event.submitter?.setAttribute("aria-busy", "true");
    }, true);
    const again = () => { this.sent = false; this.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy")); };
    this.addEventListener("htmx:afterRequest", again);
    // back by the browser's arrow: the page returns as it was left, and may be sent anew
    addEventListener("pageshow", (event) => event.persisted && again());
  }
}
customElements.define("hy-once", HyOnce);
