/* Remembers on this browser which <details> inside someone opened or closed; what holds the present page stays open. */
class HyFold extends HTMLElement {
  connectedCallback() {
    for (const one of this.querySelectorAll("details[data-fold]")) {
      const key = `fold:${one.dataset.fold}`;
      const kept = localStorage.getItem(key);
      if (kept && !one.querySelector("[aria-current]")) one.open = kept === "open";
      one.querySelector("summary").addEventListener("click", () => localStorage.setItem(key, one.open ? "closed" : "open"));
    }
  }
}
customElements.define("hy-fold", HyFold);
