/* A double tap decides once. What is decided leads to the next page at once, and there the second tap would decide what
   nobody has read: it has no effect. A mouse tells by itself that it clicked twice; of a finger the last tap is kept. */
"use strict";

(() => {
  const LAST = "last-tap";
  const TWICE = 500; /* milliseconds within which two taps are one double tap */
  const SAME_PLACE = 30; /* pixels */
  const before = JSON.parse(sessionStorage.getItem(LAST) ?? "null");
  const sent = new WeakSet();
  let tap = null;

  document.addEventListener("click", ({ pointerType, detail, clientX: x, clientY: y }) => {
    tap = { isTouch: pointerType === "touch", count: detail, x, y, at: Date.now() };
  }, true);

  function isSecondTap() {
    const isSoon = before?.isTouch && tap.isTouch && tap.at - before.at < TWICE;
    return tap.count > 1 || (isSoon && Math.hypot(tap.x - before.x, tap.y - before.y) < SAME_PLACE);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!tap || form.method !== "post" || sent.has(form)) return;
    if (isSecondTap()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      sent.add(form);
      sessionStorage.setItem(LAST, JSON.stringify(tap));
    }
  }, true);
})();
