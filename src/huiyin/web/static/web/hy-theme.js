/* Changes the appearance at once; the form it stands in stores it. Without scripts the form alone does both. */
class HyTheme extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button[value]");
      if (!button) return;
      event.preventDefault();
      const media = { dark: "all", light: "not all" }[button.value] || "(prefers-color-scheme: dark)";
      document.getElementById("dark").media = media;
      document.documentElement.dataset.theme = button.value;
      this.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      const form = this.closest("form");
      const body = new FormData(form);
      body.set("theme", button.value);
      fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    });
  }
}
customElements.define("hy-theme", HyTheme);
