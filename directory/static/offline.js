/* Has the browser keep the crisis page and the page without connection; once everything else is there. */
"use strict";

if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    // A browser that refuses, or that keeps nothing, goes on as one that knows no workers.
    navigator.serviceWorker.register(`/sw.js?lang=${document.documentElement.lang}`, { scope: "/" }).catch(() => {});
  });
}
