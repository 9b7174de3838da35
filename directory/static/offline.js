/* Has the browser keep what opens without a connection, once everything else is there; and has forms wait for one. */
"use strict";

if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    // A browser that refuses, or that keeps nothing, goes on as one that knows no workers.
    navigator.serviceWorker.register(`/sw.js?lang=${document.documentElement.lang}`, { scope: "/" }).catch(() => {});
  });
}

/* What was looked for when the connection was gone can be looked for among what is kept on the phone. */
for (const link of document.querySelectorAll("a[data-asks-on]")) {
  if (location.pathname === "/find") {
    const kept = [...new URLSearchParams(location.search)].filter(([name]) => ["q", "when", "domain"].includes(name));
    link.search = new URLSearchParams(kept);
  }
}

/* A form that is sent without a connection would leave its page, and what was typed, for an error of the browser's.
Forms that hold nothing to fill in go without being asked for first, but those that are marked `data-no-signal`. */
(() => {
  const LONGEST_WAIT = 8_000; // milliseconds until a connection counts as none
  const TO_FILL_IN = "textarea, select, input:not([type=hidden])";
  const { noSignal } = document.currentScript.dataset;
  const isAtStake = (form) =>
    form.getAttribute("method") === "post" &&
    ("noSignal" in form.dataset || [...form.elements].some((field) => field.matches(TO_FILL_IN)));
  const isThere = () => {
    const asked = { method: "HEAD", cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(LONGEST_WAIT) };
    return fetch("/healthz", asked).then(() => true, () => false);
  };

  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !isAtStake(form) || form.dataset.state === "sending") return;
    event.preventDefault();
    if (form.dataset.state === "asking") return;
    form.dataset.state = "asking";
    const goes = await isThere();
    form.dataset.state = "sending";
    document.querySelector(".no-signal")?.remove();
    if (goes) form.requestSubmit(submitter);
    else {
      const said = Object.assign(document.createElement("p"), { className: "note no-signal", textContent: noSignal });
      said.setAttribute("role", "alert");
      (submitter?.closest(".acts") ?? submitter ?? form.lastElementChild).after(said);
    }
    form.dataset.state = "";
  });
})();
