/* A long list of boxes gets a field to narrow it; the ticked ones always stay in sight. */
class HyPicks extends HTMLElement {
  connectedCallback() {
    const picks = [...this.querySelectorAll(".pick")];
    if (picks.length < 9 || this.box) return;
    this.box = Object.assign(document.createElement("input"), { type: "search", className: "input", placeholder: this.dataset.label || "" });
    this.box.setAttribute("aria-label", this.dataset.label || "");
    this.box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.box.addEventListener("input", () => {
      const words = this.box.value.trim().toLowerCase();
      for (const pick of picks) pick.hidden = Boolean(words) && !pick.textContent.toLowerCase().includes(words) && !(pick.dataset.initials || "").startsWith(words) && !pick.querySelector("input").checked;
    });
    this.prepend(this.box);
  }
}
customElements.define("hy-picks", HyPicks);
