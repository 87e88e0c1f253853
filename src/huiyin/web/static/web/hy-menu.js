/* A <details> menu that closes on Esc, on a click elsewhere, and walks with the arrows. */
class HyMenu extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.away = (event) => { if (this.details.open && !this.contains(event.target)) this.details.open = false; };
    document.addEventListener("click", this.away);
    this.addEventListener("keydown", (event) => this.key(event));
    this.details.addEventListener("toggle", () => this.place());
    this.querySelectorAll("[data-opens]").forEach((one) => {
      one.hidden = false;
      one.addEventListener("click", () => { this.details.open = false; document.getElementById(one.dataset.opens).showModal(); });
    });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.away);
  }

  // a menu near the right edge opens to the left, and the other way round
  place() {
    const list = this.querySelector(".menu-list");
    if (!this.details.open || !list) return;
    this.details.classList.toggle("menu-start", this.getBoundingClientRect().left + list.offsetWidth < innerWidth - 8);
  }

  key(event) {
    if (event.key === "Escape" && this.details.open) { this.details.open = false; this.querySelector("summary").focus(); event.stopPropagation(); }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, select, textarea")) return;
    const items = [...this.querySelectorAll(".menu-item:not([hidden])")];
    if (!items.length) return;
    event.preventDefault();
    this.details.open = true;
    const at = items.indexOf(document.activeElement);
    items[(at + (event.key === "ArrowDown" ? 1 : items.length - (at < 0 ? 0 : 1))) % items.length].focus();
  }
}
customElements.define("hy-menu", HyMenu);
