/* Makes finding quicker; everything works without it. */
"use strict";

const WIDE = window.matchMedia("(min-width: 56rem)");

/* About a hundred yards: enough to sort by distance, not enough to name a door. */
function roughPosition(position) {
  const { latitude, longitude } = position.coords;
  return `${latitude.toFixed(3)},${longitude.toFixed(3)}`;
}

function withPosition(use, otherwise) {
  navigator.geolocation.getCurrentPosition((position) => use(roughPosition(position)), otherwise, { timeout: 8000, maximumAge: 300000 });
}

for (const button of document.querySelectorAll("[data-locate]")) {
  const field = button.form.elements.near;
  if (!("geolocation" in navigator) || !window.isSecureContext) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    withPosition(
      (near) => { field.value = near; button.form.requestSubmit(); },
      () => { button.disabled = false; field.focus(); },
    );
  });
}

for (const link of document.querySelectorAll("[data-near-me]")) {
  if (!("geolocation" in navigator) || !window.isSecureContext) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    withPosition(
      (near) => window.location.assign(`/find?${new URLSearchParams({ near, when: "now" })}`),
      () => window.location.assign(link.href),
    );
  });
}

/* Beside the results a ticked box is sent at once; on a phone several are ticked first. */
for (const form of document.querySelectorAll("[data-resubmit]")) {
  form.addEventListener("change", () => { if (WIDE.matches) form.requestSubmit(); });
}
