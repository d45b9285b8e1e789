// What is looked for on a page as it stands. Every function gives lines of text, one for each fault.
({
  least: { target: 44, bytes: 150 * 1024, text: { standard: 18, xlarge: 30 } },

  // Dates, help, labels of figures: they may be smaller, by the token --small.
  secondary: [
    ".small", ".tag", ".facts", ".tabs", ".hours__more", ".hours thead", ".list thead", "caption",
    "td[data-label]", ".field__help", ".field__error", ".field__optional", ".choice__help",
    ".outline__meta", ".progress__words", ".step__label", ".requirement__mark", ".save-state",
  ].join(),

  faults(size) {
    document.documentElement.dataset.size = size;
    return [...this.sideways(), ...this.cutOff(), ...this.smallText(size), ...this.smallTargets(), ...this.weight()];
  },

  async axe() {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    const grave = found.violations.filter((rule) => ["serious", "critical"].includes(rule.impact));
    return grave.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
  },

  sideways() {
    if (document.scrollingElement.scrollWidth <= innerWidth) return [];
    const wide = Array.from(document.body.querySelectorAll("*")).filter(
      (element) => this.isShown(element) && element.getBoundingClientRect().right > innerWidth + 0.5,
    );
    return wide.slice(-3).map((element) => `scrolls sideways: ${this.name(element)}`);
  },

  // What is fixed to the window sticks out of it without making the page scroll.
  cutOff() {
    return Array.from(document.body.querySelectorAll("*"))
      .filter((element) => this.isShown(element) && this.isFixed(element))
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.left < -0.5 || box.right > innerWidth + 0.5;
      })
      .map((element) => `cut off: ${this.name(element)}`);
  },

  isFixed(element) {
    for (let place = element; place; place = place.parentElement)
      if (getComputedStyle(place).position === "fixed") return true;
    return false;
  },

  smallText(size) {
    const base = this.least.text[size];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const faults = new Set();
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement;
      if (!text.data.trim() || !this.isShown(element)) continue;
      const isMain = element.closest("main") && !element.closest(this.secondary);
      const pixels = parseFloat(getComputedStyle(element).fontSize);
      if (pixels < (isMain ? base : 0.84 * base) - 0.05) faults.add(`${pixels} px: ${this.name(element)}`);
    }
    return Array.from(faults);
  },

  smallTargets() {
    return Array.from(document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary"))
      .filter((element) => this.isShown(element) && !this.isInSentence(element))
      .map((element) => [element, (element.closest("label, .card--link") ?? element).getBoundingClientRect()])
      .filter(([, box]) => Math.min(box.width, box.height) < this.least.target - 0.5)
      .map(([element, box]) => `target ${Math.round(box.width)} x ${Math.round(box.height)}: ${this.name(element)}`);
  },

  // HTML, CSS and JavaScript as they are, before any compression.
  weight() {
    const parts = performance.getEntriesByType("resource").filter((part) => /\.(css|js)(\?|$)/.test(part.name));
    const all = [...performance.getEntriesByType("navigation"), ...parts];
    const bytes = all.reduce((sum, part) => sum + part.decodedBodySize, 0);
    return bytes > this.least.bytes ? [`weighs ${Math.round(bytes / 1024)} KB`] : [];
  },

  // A link in the middle of a sentence cannot be a big target (WCAG 2.5.8); alone it must be one.
  isInSentence(element) {
    const isInline = getComputedStyle(element).display === "inline";
    const around = element.parentElement.textContent.trim().length;
    return isInline && !element.closest("nav, form, .top, .foot") && around > element.textContent.trim().length;
  },

  isShown(element) {
    return element.checkVisibility() && !element.closest(".visually-hidden, .skip");
  },

  name(element) {
    const kind = element.getAttribute("class");
    return `<${element.localName}${kind ? "." + kind : ""}> ${element.textContent.trim().slice(0, 24)}`;
  },
})
