/* Told things can be put away; the good news goes by itself, a refusal stays until read. */
class HyToast extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".note").remove());
    this.watch = new MutationObserver(() => this.settle());
    this.watch.observe(this, { childList: true });
    this.settle();
  }

  settle() {
    for (const note of this.querySelectorAll(".note:not([data-set])")) {
      note.dataset.set = "";
      note.querySelector("[data-close]")?.removeAttribute("hidden");
      if (note.matches(".note-done, .note-open")) setTimeout(() => note.matches(":hover") || note.remove(), 6000);
    }
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }
}
customElements.define("hy-toast", HyToast);
