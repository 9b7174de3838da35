/* Places that are kept, written into the page's own templates: as a card of the results, or whole. */
"use strict";

const SavedCards = (() => {
  const NEXT_TIMES = 8;
  const filledBy = (id) => document.getElementById(id).content.cloneNode(true);

  /* Write a text where it belongs; what has none is taken out, with the part that stands for it alone. */
  function write(root, name, text, language = "") {
    for (const slot of root.querySelectorAll(`[data-slot="${name}"]`)) {
      if (text) slot.append(text);
      else slot.remove();
      if (language) slot.lang = language;
    }
  }

  function keepPart(root, name, isThere) {
    if (!isThere) root.querySelector(`[data-part="${name}"]`)?.remove();
  }

  function list(root, name, rows) {
    const slot = root.querySelector(`[data-slot="${name}"]`);
    slot.append(...rows.map(([textContent, className]) => Object.assign(document.createElement("li"), { textContent, className })));
    if (!rows.length) slot.remove();
  }

  /* How a place is known on a day: what was confirmed falls due. */
  const trustOn = (place, today) => (place.due_on && today > place.due_on ? place.trust_then : place.trust);

  function writeCommon(root, place, { begins, now, when, words }) {
    const opens = SavedTimes.opening(when, now, place.timezone);
    const time = SavedTimes.said(place, { begins, now, opens, words });
    const [trust, tone] = trustOn(place, new Date(now * 60_000).toISOString().slice(0, 10));
    write(root, "far", place.far[0]);
    write(root, "far-theirs", place.far[1], place.language);
    write(root, "name", place.name, place.language);
    write(root, "time", time.text);
    root.querySelector("[data-slot=time]").classList.add(time.tone);
    write(root, "trust", trust);
    root.querySelector("[data-slot=trust]").classList.add(tone);
    write(root, "phone", place.phone?.said);
    root.querySelector("[data-slot=phone]")?.setAttribute("href", place.phone.href);
  }

  function card(place, kept) {
    const root = filledBy("hit");
    writeCommon(root, place, kept);
    write(root, "what", place.what[0]);
    write(root, "what-theirs", place.what[1], place.language);
    write(root, "address", [place.hall, place.address].filter(Boolean).join(", "), place.language);
    list(root, "fit", place.fit);
    keepPart(root, "phone", place.phone);
    root.querySelector("h2 a").href = `#${place.id}`;
    return root;
  }

  function whole(place, kept) {
    const root = filledBy("whole");
    writeCommon(root, place, kept);
    for (const name of ["also", "hours_note", "hall", "address", "door", "way", "about", "organization", "fees"]) {
      write(root, name, place[name], place.language);
    }
    write(root, "kinds", place.terms.map((code) => kept.kinds[code]?.label).filter(Boolean).join(", "));
    for (const name of ["audiences", "languages"]) write(root, name, place[name]);
    for (const name of ["audiences", "languages", "fees", "is_private"]) keepPart(root, name, place[name]);
    keepPart(root, "about", place.about || place.organization);
    list(root, "times", SavedTimes.next(place, kept.begins, kept.now, NEXT_TIMES, kept.words).map((said) => [said, ""]));
    list(root, "hours", place.hours.map((said) => [said, ""]));
    list(root, "facts", place.facts);
    write(root, "age", kept.age);
    root.querySelector("[data-slot=url]").href = place.url;
    const print = root.querySelector("[data-print]");
    print.addEventListener("click", () => window.print());
    return root;
  }

  return { card, whole, filledBy, write };
})();
