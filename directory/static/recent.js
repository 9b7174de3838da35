/* Places that were found before are offered again. They are kept in this browser alone, at most so many. */
"use strict";

(() => {
  const KEPT = "recent-places";
  const MOST = 5;
  const near = document.querySelector("#near");
  const found = document.querySelector("[data-place]")?.dataset.place;
  const offer = document.querySelector("[data-recent]");

  function read() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(KEPT) ?? "[]");
      return Array.isArray(kept) ? kept.filter((place) => typeof place === "string") : [];
    } catch {
      return []; /* a browser that keeps nothing, or something that is not ours */
    }
  }

  function keep(places) {
    try {
      window.localStorage.setItem(KEPT, JSON.stringify(places.slice(0, MOST)));
    } catch {
      /* a browser that keeps nothing */
    }
  }

  /* While somebody types where: those that begin so. */
  function suggest(places) {
    const list = Object.assign(document.createElement("datalist"), { id: KEPT });
    list.append(...places.map((value) => Object.assign(document.createElement("option"), { value })));
    near.after(list);
    near.setAttribute("list", KEPT);
  }

  function chip(place) {
    const row = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: place });
    button.addEventListener("click", () => {
      near.value = place;
      near.form.elements.q.focus();
    });
    row.append(button);
    return row;
  }

  /* On the front page: one tap puts a place into its field. */
  function show(places) {
    offer.querySelector("ul").append(...places.map(chip));
    offer.querySelector("[data-forget]").addEventListener("click", () => {
      window.localStorage.removeItem(KEPT);
      near.removeAttribute("list");
      offer.remove();
      near.focus();
    });
    offer.hidden = false;
  }

  if (found) keep([found, ...read().filter((place) => place !== found)]);
  const places = read();
  if (!near || !places.length) return;
  suggest(places);
  if (offer) show(places);
})();
