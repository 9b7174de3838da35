/* Suggests kinds of offer, names and places while somebody types; the box works the same without it. */
"use strict";

(() => {
  const PAUSE = 120;            // milliseconds without a key before anything is asked
  const PATIENCE = 2000;        // milliseconds after which an answer would only be in the way
  const MOST_FAILURES = 2;      // in a row; then this page stays quiet
  const FEWEST = 2;
  const MOST = 60;

  class Suggestions {
    constructor(box) {
      this.box = box;
      this.shown = [];
      this.active = -1;
      this.failures = 0;
      this.asking = null;
      this.pause = 0;
      this.list = document.createElement("ul");
      this.status = document.createElement("span");
      this.furnish();
      this.listen();
    }

    /* The combobox pattern: the focus stays in the box, `aria-activedescendant` says which row is meant. */
    furnish() {
      const { box, list, status } = this;
      list.id = `${box.id}-suggestions`;
      list.className = "suggestions";
      list.hidden = true;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", box.dataset.suggestLabel);
      status.className = "unseen";
      status.setAttribute("role", "status");
      box.type = "text";
      const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
      for (const [name, value] of Object.entries(combobox)) box.setAttribute(name, value);
      box.after(list, status);
    }

    listen() {
      const { box, list } = this;
      box.addEventListener("input", (event) => { if (!event.isComposing) this.typed(); });
      box.addEventListener("compositionend", () => this.typed());
      box.addEventListener("keydown", (event) => this.pressed(event));
      box.addEventListener("blur", () => this.leave());
      box.form.addEventListener("submit", () => this.leave());
      list.addEventListener("pointerdown", (event) => event.preventDefault());  // the focus stays in the box
      list.addEventListener("mousedown", (event) => event.preventDefault());
      list.addEventListener("click", (event) => {
        const row = event.target.closest("li");
        if (row) this.choose([...list.children].indexOf(row));
      });
    }

    typed() {
      this.forget();
      const text = this.box.value.trim();
      if (text.length < FEWEST || text.length > MOST || this.failures >= MOST_FAILURES) {
        this.close();
        return;
      }
      this.pause = window.setTimeout(() => this.ask(text), PAUSE);
    }

    forget() {
      window.clearTimeout(this.pause);
      this.asking?.abort();
      this.asking = null;
    }

    async ask(text) {
      const asking = new AbortController();
      this.asking = asking;
      let isLate = false;
      const patience = window.setTimeout(() => { isLate = true; asking.abort(); }, PATIENCE);
      try {
        const address = `${this.box.dataset.suggest}?${new URLSearchParams({ q: text, lang: document.documentElement.lang })}`;
        const response = await fetch(address, { signal: asking.signal, headers: { accept: "application/json" } });
        if (!response.ok) throw new Error(response.statusText);
        const answer = await response.json();
        this.failures = 0;
        if (this.asking === asking) this.show(answer);
      } catch {
        if (asking.signal.aborted && !isLate) return;  // something newer was typed
        this.failures += 1;
        this.close();
      } finally {
        window.clearTimeout(patience);
      }
    }

    show({ suggestions, said }) {
      this.shown = suggestions;
      this.list.replaceChildren(...suggestions.map((suggestion, number) => this.row(suggestion, number)));
      this.list.hidden = suggestions.length === 0;
      this.list.scrollTop = 0;
      this.box.setAttribute("aria-expanded", String(!this.list.hidden));
      this.mark(-1);
      this.status.textContent = said;
    }

    row(suggestion, number) {
      const row = document.createElement("li");
      row.id = `${this.list.id}-${number}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.classList.toggle("next-kind", number > 0 && this.shown[number - 1].kind !== suggestion.kind);
      const label = document.createElement("span");
      const detail = document.createElement("small");
      label.textContent = `${suggestion.label} `;
      detail.textContent = suggestion.detail;
      row.append(label, detail);
      return row;
    }

    pressed(event) {
      if (event.isComposing || this.list.hidden) {
        if (event.key === "ArrowDown" && !event.isComposing && this.shown.length) this.reopen(event);
        return;
      }
      const last = this.shown.length - 1;
      if (event.key === "ArrowDown") this.mark(this.active === last ? -1 : this.active + 1);
      else if (event.key === "ArrowUp") this.mark(this.active === -1 ? last : this.active - 1);
      else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
    }

    reopen(event) {
      event.preventDefault();
      this.list.hidden = false;
      this.box.setAttribute("aria-expanded", "true");
      this.mark(0);
    }

    /* -1: the text as typed. */
    mark(number) {
      this.list.children[this.active]?.setAttribute("aria-selected", "false");
      this.active = number;
      const row = this.list.children[number];
      if (!row) {
        this.box.removeAttribute("aria-activedescendant");
        return;
      }
      row.setAttribute("aria-selected", "true");
      row.scrollIntoView({ block: "nearest" });
      this.box.setAttribute("aria-activedescendant", row.id);
    }

    choose(number) {
      const { text, label, parameter } = this.shown[number];
      this.leave();
      this.shown = [];
      if (parameter === "q") {
        this.box.value = text;
        this.box.form.requestSubmit();
        return;
      }
      this.box.form.elements[parameter].value = text;  // the box held the beginning of the place, nothing else
      this.box.value = "";
      this.status.textContent = label;
    }

    close() {
      this.mark(-1);
      this.list.hidden = true;
      this.box.setAttribute("aria-expanded", "false");
      this.status.textContent = "";
    }

    leave() {
      this.forget();
      this.close();
    }
  }

  const line = navigator.connection;
  if (line?.saveData || /2g/.test(line?.effectiveType ?? "")) return;
  for (const box of document.querySelectorAll("[data-suggest]")) new Suggestions(box);
})();
