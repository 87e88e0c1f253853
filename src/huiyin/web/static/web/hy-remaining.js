/* Time left, asked again every minute while someone looks. The server reckons: only it knows the working calendar.
   All elements of a page share one question, ?ids=1,2,3 -> {"1": {"words", "tone"}}, at the address in <html data-remaining>. */
class HyRemaining extends HTMLElement {
  static timer = 0;

  connectedCallback() {
    if (!HyRemaining.timer && HyRemaining.address) HyRemaining.timer = setInterval(HyRemaining.ask, 60_000);
  }

  static get address() {
    return document.documentElement.dataset.remaining;
  }

  static async ask() {
    const all = [...document.querySelectorAll("hy-remaining[due]")];
    if (document.hidden || !all.length) return;
    const ids = [...new Set(all.map((one) => one.getAttribute("due")))].join(",");
    const answer = await fetch(`${HyRemaining.address}?ids=${ids}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const now = await answer.json();
    for (const one of all) if (now[one.getAttribute("due")]) one.say(now[one.getAttribute("due")]);
  }

  say({ words, tone }) {
    if (this.textContent !== words) this.textContent = words;
    const due = this.closest(".due");
    if (!due || due.classList.contains(`due-${tone}`)) return;
    due.className = `due due-${tone}`;
  }
}
customElements.define("hy-remaining", HyRemaining);
