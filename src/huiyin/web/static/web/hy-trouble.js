/* A request that failed says so and can be sent again: silence would look like an empty answer.
   What the server refuses with words of its own (403, 404, 409, 422, 503) is shown in its place by htmx. */
class HyTrouble extends HTMLElement {
  connectedCallback() {
    for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
      document.addEventListener(name, (event) => event.detail.xhr?.status !== 503 && this.tell(event.detail));
    }
  }

  tell({ elt, requestConfig, xhr }) {
    const note = this.querySelector("template").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-words]").textContent = xhr?.status ? this.dataset.broken : this.dataset.unreached;
    note.querySelector("[data-again]").addEventListener("click", () => {
      note.remove();
      const form = elt?.closest?.("form");
      if (form && requestConfig.verb !== "get") form.requestSubmit();
      else htmx.ajax(requestConfig.verb.toUpperCase(), requestConfig.path, { target: requestConfig.target, swap: "innerHTML", source: elt }).catch(() => {}); // told again by the event
    });
    const toasts = document.getElementById("toasts");
    const dialog = document.querySelector("dialog[open]");
    toasts.append(note);
    if (!dialog) return;
    dialog.append(toasts);  // an open dialog covers all that is not inside it
    dialog.addEventListener("close", () => document.body.append(toasts), { once: true });
  }
}
customElements.define("hy-trouble", HyTrouble);
