/* Has the browser keep what opens without a connection, once everything else is there; and has forms wait for one. */
"use strict";

if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    // A browser that refuses, or that keeps nothing, goes on as one that knows no workers.
    navigator.serviceWorker.register(`/sw.js?lang=${document.documentElement.lang}`, { scope: "/" }).catch(() => {});
  });
}

/* A form that is sent without a connection would leave its page, and what was typed, for an error of the browser's. */
document.addEventListener("submit", async (event) => {
  const LONGEST_WAIT = 8_000; // milliseconds until a connection counts as none
  const form = event.target;
  if (!form.dataset.noSignal || form.dataset.state === "sending") return;
  event.preventDefault();
  if (form.dataset.state === "asking") return;
  form.dataset.state = "asking";
  const asked = { method: "HEAD", cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(LONGEST_WAIT) };
  const isThere = await fetch("/healthz", asked).then(() => true, () => false);
  form.dataset.state = "sending";
  document.querySelector(".no-signal")?.remove();
  if (isThere) form.requestSubmit(event.submitter);
  else {
    const said = Object.assign(document.createElement("p"), { className: "note no-signal", textContent: form.dataset.noSignal });
    said.setAttribute("role", "alert");
    (event.submitter?.closest(".acts") ?? event.submitter ?? form.lastElementChild).after(said);
  }
  form.dataset.state = "";
});
