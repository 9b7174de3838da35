/* Leaves at once for somewhere that tells nobody anything: by the link of every page, or by Escape three times. */
"use strict";

(() => {
  const TIMES = 3;
  const WITHIN = 2000;  // milliseconds
  const link = document.querySelector("[data-leave]");
  let pressed = [];

  /* The page goes first: the other site may take a while to come. Then it takes this page's place in the history. */
  function leave() {
    document.title = "";
    document.documentElement.replaceChildren();
    window.location.replace(link.href);
  }

  if (!link) return;
  for (const way of document.querySelectorAll("[data-leave]")) {
    way.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    pressed = [...pressed.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
    if (pressed.length >= TIMES) leave();
  }, { capture: true });
})();
