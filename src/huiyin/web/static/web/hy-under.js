/* A list narrowed by another: codes whose data-under is not what the field `of` holds are put away. */
class HyUnder extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    const above = this.getAttribute("of");
    const select = this.querySelector("select");
    if (!form || !select) return;
    const narrow = () => {
      const code = new FormData(form).get(above) || "";
      for (const one of select.options) one.hidden = one.disabled = Boolean(one.dataset.under && one.dataset.under !== code);
      if (select.selectedOptions[0]?.hidden) { select.value = ""; select.dispatchEvent(new Event("change", { bubbles: true })); }
    };
    form.addEventListener("change", (event) => event.target.name === above && narrow());
    narrow();
  }
}
customElements.define("hy-under", HyUnder);
