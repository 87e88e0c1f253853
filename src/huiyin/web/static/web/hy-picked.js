/* Deeds on picked rows: shown while something is picked, with how many; one box picks all rows shown. */
class HyPicked extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const boxes = () => [...document.querySelectorAll(`input[type=checkbox][form=${form.id}]`)];
    const all = document.querySelector("[data-pick-all]");
    const look = () => {
      const picked = boxes().filter((one) => one.checked).length;
      form.hidden = !picked;
      this.querySelector("[data-count]").textContent = picked;
      if (all) { all.checked = picked > 0 && picked === boxes().length; all.indeterminate = picked > 0 && !all.checked; }
    };
    document.addEventListener("change", (event) => {
      if (event.target === all) boxes().forEach((one) => { one.checked = all.checked; });
      if (event.target === all || event.target.form === form) look();
    });
    if (all) all.hidden = false;
    look();
  }
}
customElements.define("hy-picked", HyPicked);
