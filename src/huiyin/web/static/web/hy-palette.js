/* Ctrl+K: go anywhere. The menu's own pages at once; records, customers and people from src (?q=… -> {items}). */
class HyPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.box = this.querySelector("input");
    this.list = this.querySelector(".palette-list");
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      this.open();
    });
    this.box.addEventListener("input", () => this.ask());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  open() {
    if (this.dialog.open) return;
    this.box.value = "";
    this.dialog.showModal();
    this.ask();
  }

  pages(words) {
    const links = [...document.querySelectorAll(".nav a.nav-item, .nav .menu-list a")];
    return links
      .map((link) => ({ label: link.dataset.goto || link.querySelector(".nav-words")?.textContent || link.textContent.trim(), url: link.getAttribute("href") }))
      .filter((one) => one.label.toLowerCase().includes(words));
  }

  async ask() {
    const words = this.box.value.trim().toLowerCase();
    const turn = (this.turn = (this.turn || 0) + 1);
    const pages = this.pages(words);
    this.show(pages, words && this.getAttribute("src"));
    if (!words || !this.getAttribute("src")) return;
    await new Promise((done) => setTimeout(done, 130));
    if (turn !== this.turn) return;
    const answer = await fetch(`${this.getAttribute("src")}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    // signed out meanwhile: the answer is the door, and the menu's pages lead there
    if (turn === this.turn && answer?.ok && !answer.redirected) this.show([...pages.slice(0, 6), ...(await answer.json()).items]); // what stood there stays where it was
  }

  show(items, waiting = false) {
    this.list.replaceChildren(...items.slice(0, 12).map((one, index) => {
      const link = Object.assign(document.createElement("a"), { href: one.url, textContent: one.label, id: `palette-${index}` });
      link.setAttribute("role", "option");
      if (one.hint) link.append(Object.assign(document.createElement("small"), { textContent: one.hint }));
      return link;
    }));
    if (!items.length && !waiting) this.list.append(Object.assign(document.createElement("p"), { className: "quiet lookup-none", textContent: this.dataset.none }));
    this.mark(0);
  }

  mark(index) {
    const links = [...this.list.querySelectorAll("a")];
    this.at = links.length ? (index + links.length) % links.length : -1;
    links.forEach((link, i) => link.setAttribute("aria-selected", String(i === this.at)));
    links[this.at]?.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", links[this.at]?.id || "");
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); this.mark(this.at + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Escape") { event.preventDefault(); this.dialog.close(); } // a search field would only empty itself
    if (event.key === "Enter") { event.preventDefault(); this.list.querySelectorAll("a")[this.at]?.click(); }
  }
}
customElements.define("hy-palette", HyPalette);
