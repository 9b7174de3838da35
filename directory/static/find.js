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

/* The answer when the browser does not tell: it stands beside the field in which one can say it oneself. */
function sayRefused(button) {
  const field = button.form.elements.near;
  const said = document.querySelector("#near-refused") ?? button.closest(".field").appendChild(document.createElement("span"));
  Object.assign(said, { id: "near-refused", className: "fault", textContent: button.dataset.refused });
  said.setAttribute("role", "alert");
  field.setAttribute("aria-describedby", "near-help near-refused");
  field.focus();
}

for (const button of document.querySelectorAll("[data-locate]")) {
  const field = button.form.elements.near;
  if (!("geolocation" in navigator) || !window.isSecureContext) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    withPosition(
      (near) => { field.value = near; button.form.requestSubmit(); },
      () => { button.disabled = false; sayRefused(button); },
    );
  });
}

for (const link of document.querySelectorAll("[data-near-me]")) {
  if (!("geolocation" in navigator) || !window.isSecureContext) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    withPosition(
      (near) => window.location.assign(`/find?${new URLSearchParams({ near, when: "now" })}`),
      () => {
        const button = document.querySelector("[data-locate]");
        button.form.elements.when.value = "now";
        sayRefused(button);
      },
    );
  });
}

/* Beside the results a ticked box is sent at once; on a phone several are ticked first. */
for (const form of document.querySelectorAll("[data-resubmit]")) {
  form.addEventListener("change", () => { if (WIDE.matches) form.requestSubmit(); });
}

/* The map is loaded when it is opened. Beside the list it stays open from one question to the next. */
const BESIDE = window.matchMedia("(min-width: 75rem)");
const map = document.querySelector("#map");

function loadMap() {
  if (!map.dataset.scripts) return;
  map.querySelector(".map-words").textContent = map.dataset.loading;
  map.querySelector(".map-view").hidden = false;
  loadOnRequest(map.dataset, failMap);
  delete map.dataset.scripts;
}

function failMap() {
  map.querySelector(".map-words").textContent = map.dataset.failed;
  map.querySelector(".map-view").hidden = true;
}

/* Where the ways from here to other answers lead: to the map too, or not. */
function leadTo(hash) {
  for (const link of document.querySelectorAll('main a[href^="/find"]')) link.hash = hash;
  for (const form of document.querySelectorAll('main form[action^="/find"]')) form.action = `/find${hash}`;
}

function followMap() {
  const isOpen = window.location.hash === "#map";
  if (isOpen) loadMap();
  leadTo(isOpen && BESIDE.matches ? "#map" : "");
}

if (map) {
  window.addEventListener("hashchange", followMap);
  if (window.location.hash === "#map") followMap(); /* else the page came as it should be: nothing is touched */
}
