/* Clears what a browser that does not know Clear-Site-Data would keep. */
"use strict";

(async () => {
  window.localStorage.clear();
  window.sessionStorage.clear();
  const kept = "caches" in window ? await caches.keys() : [];
  const workers = "serviceWorker" in navigator ? await navigator.serviceWorker.getRegistrations() : [];
  const databases = window.indexedDB?.databases ? await indexedDB.databases() : [];
  for (const { name } of [...databases, { name: "alongside-saved" }]) indexedDB.deleteDatabase(name);
  await Promise.all([...kept.map((name) => caches.delete(name)), ...workers.map((worker) => worker.unregister())]);
})();
