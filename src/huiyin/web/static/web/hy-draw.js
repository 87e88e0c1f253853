/* Ground to sign on with a finger, a pen or the mouse: strokes go as compact text into the field beside (kernel/drawing.py).
   The last stroke can be undone, all can be cleared; whoever uses the keyboard types the name instead. */
class HyDraw extends HTMLElement {
  static wide = 600;
  static high = 240;
  static near = 3; // points closer than this say nothing new

  connectedCallback() {
    this.field = this.querySelector("input");
    if (!this.field || this.ground) return;
    this.querySelector(".draw-before")?.remove();
    this.ground = Object.assign(document.createElement("canvas"), { className: "draw-ground", width: HyDraw.wide * 2, height: HyDraw.high * 2 });
    this.ground.setAttribute("role", "img");
    this.ground.setAttribute("aria-label", this.dataset.ground);
    const foot = Object.assign(document.createElement("div"), { className: "draw-foot" });
    this.undo = this.button(this.dataset.undo, () => this.strokes.pop());
    this.clear = this.button(this.dataset.clear, () => { this.strokes = []; });
    foot.append(this.undo, this.clear);
    this.append(this.ground, foot);
    // a quick stroke is no flick of the page: nothing is left that would swallow the tap that follows
    this.ground.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    this.ground.addEventListener("pointerdown", (event) => this.begin(event));
    this.ground.addEventListener("pointermove", (event) => this.go(event));
    for (const end of ["pointerup", "pointercancel"]) this.ground.addEventListener(end, (event) => this.end(event));
    this.field.addEventListener("change", () => this.read());
    this.field.form?.addEventListener("reset", () => setTimeout(() => this.read()));
    this.read();
  }

  button(words, deed) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: words });
    made.addEventListener("click", () => { deed(); this.write(); });
    return made;
  }

  // --- the strokes as text ---------------------------------------------------------------------------------------
  read() {
    this.wide = HyDraw.wide;
    this.high = HyDraw.high;
    this.strokes = [];
    try {
      const { w, h, s } = JSON.parse(this.field.value);
      if (w > 0 && h > 0 && Array.isArray(s)) [this.wide, this.high, this.strokes] = [w, h, s.filter(Array.isArray)];
    } catch { /* nothing drawn yet, or nothing that can be read: the ground is empty */ }
    this.draw();
  }

  write() {
    this.field.value = this.strokes.length ? this.text() : "";
    this.draw();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  text() {
    const said = () => JSON.stringify({ w: this.wide, h: this.high, s: this.strokes });
    let text = said();
    while (text.length > Number(this.dataset.most) && this.strokes.some((stroke) => stroke.length > 4)) {
      this.strokes = this.strokes.map(HyDraw.thinned);
      text = said();
    }
    return text;
  }

  // every other point between a stroke's first and last is left out
  static thinned(stroke) {
    const last = stroke.length / 2 - 1;
    return stroke.filter((_one, at) => { const point = at >> 1; return point === 0 || point === last || point % 2 === 0; });
  }

  // --- drawing ---------------------------------------------------------------------------------------------------
  begin(event) {
    if (this.pen !== undefined || event.button !== 0 || this.field.disabled) return;
    event.preventDefault();
    this.pen = event.pointerId;
    this.ground.setPointerCapture(event.pointerId);
    this.strokes.push(this.point(event));
    this.draw();
  }

  go(event) {
    if (event.pointerId !== this.pen) return;
    const stroke = this.strokes[this.strokes.length - 1];
    const passed = event.getCoalescedEvents?.() || [];
    for (const one of passed.length ? passed : [event]) {
      const [x, y] = this.point(one);
      if (Math.hypot(x - stroke[stroke.length - 2], y - stroke[stroke.length - 1]) >= HyDraw.near) stroke.push(x, y);
    }
    this.draw();
  }

  end(event) {
    if (event.pointerId !== this.pen) return;
    this.pen = undefined;
    this.write();
  }

  point(event) {
    const ground = this.ground.getBoundingClientRect();
    const at = (place, from, length, most) => Math.min(most, Math.max(0, Math.round(((place - from) / length) * most)));
    return [at(event.clientX, ground.left, ground.width, this.wide), at(event.clientY, ground.top, ground.height, this.high)];
  }

  draw() {
    const pen = this.ground.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.ground.width, this.ground.height);
    pen.setTransform(this.ground.width / this.wide, 0, 0, this.ground.height / this.high, 0, 0);
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(this.ground).color });
    for (const stroke of this.strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0], stroke[1]);
      if (stroke.length === 2) pen.lineTo(stroke[0] + 0.1, stroke[1]);
      for (let at = 2; at < stroke.length; at += 2) pen.lineTo(stroke[at], stroke[at + 1]);
      pen.stroke();
    }
    this.undo.disabled = this.clear.disabled = this.strokes.length === 0;
  }
}
customElements.define("hy-draw", HyDraw);
