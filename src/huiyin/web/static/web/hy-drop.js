/* Files dropped anywhere on the form or pasted with Ctrl+V join the file field; each is shown and can be taken out. */
class HyDrop extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=file]");
    this.list = this.querySelector(".drop-list");
    this.files = [];
    const ground = this.closest("form") || this;
    const over = (on) => this.querySelector(".drop").classList.toggle("is-over", on);
    ground.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); over(true); } });
    ground.addEventListener("dragleave", () => over(false));
    ground.addEventListener("drop", (event) => { if (event.dataTransfer.files.length) { event.preventDefault(); over(false); this.take(event.dataTransfer.files); } });
    ground.addEventListener("paste", (event) => { const files = event.clipboardData?.files; if (files?.length) { event.preventDefault(); this.take(files, true); } });
    this.field.addEventListener("change", () => this.take(this.field.files));
  }

  take(files, pasted = false) {
    const most = Number(this.dataset.size) || Infinity;
    for (const file of files) {
      if (this.files.some((one) => one.name === file.name && one.size === file.size)) continue;
      if (file.size > most) { this.show(file, this.dataset.tooBig); continue; }
      this.files.push(pasted ? this.named(file) : file);
    }
    this.keep();
  }

  named(file) {
    const when = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-");
    return new File([file], `${this.dataset.pasted || "paste"}-${when}.${file.type.split("/")[1] || "png"}`, { type: file.type });
  }

  keep() {
    const bag = new DataTransfer();
    for (const file of this.files) bag.items.add(file);
    this.field.files = bag.files;
    this.list.replaceChildren();
    for (const file of this.files) this.show(file);
  }

  show(file, wrong = "") {
    const row = document.createElement("li");
    if (file.type.startsWith("image/") && !wrong) {
      const picture = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: "" });
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
      row.append(picture);
    }
    row.append(`${file.name} · ${(file.size / 1024).toFixed(0)} KB ${wrong || ""}`);
    if (!wrong) {
      const off = Object.assign(document.createElement("button"), { type: "button", className: "button button-plain button-small", textContent: this.dataset.remove });
      off.addEventListener("click", () => { this.files = this.files.filter((one) => one !== file); this.keep(); });
      row.append(off);
    }
    this.list.append(row);
  }
}
customElements.define("hy-drop", HyDrop);
