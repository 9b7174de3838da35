// Says what is known of the form of a listing while it is typed: the next dates, the address, and who is alike.
// Without script the same stands there after each button.
const form = document.querySelector("form[data-look]");
const PAUSE = 700;
const A_STEP = 0.0005;
let waiting = 0;
let asked = 0;

async function look() {
  const mine = ++asked;
  const sent = new FormData(form);
  const here = location.pathname.match(/listings\/([0-9a-f-]{36})\/edit/);
  if (here) sent.set("listing", here[1]);
  const answer = await fetch(form.dataset.look, { method: "POST", body: sent }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const said = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["looked-hours", "looked-place", "looked-alike"]) {
    const [now, then] = [document.getElementById(id), said.getElementById(id)];
    if (now && then && now.innerHTML !== then.innerHTML) now.replaceChildren(...then.childNodes);
  }
  document.dispatchEvent(new Event("looked"));
}

function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
}

function pinOf() {
  return ["place_lat", "place_lon"].map((name) => form.elements[name]);
}

function putPin(at) {
  const [lat, lon] = pinOf();
  [lat.value, lon.value] = at;
  lat.dispatchEvent(new Event("input", { bubbles: true }));
}

function movePin(button) {
  const [up, right] = button.dataset.move.split(" ").map(Number);
  const [lat, lon] = pinOf();
  if (!lat.value || !lon.value) return putPinWhereFound();
  return putPin([(Number(lat.value) + up * A_STEP).toFixed(5), (Number(lon.value) + right * A_STEP).toFixed(5)]);
}

/* To the middle of the ZIP code or town that is typed by now, with the time zone of there where none is told. */
async function putPinWhereFound() {
  await look();
  const found = document.querySelector("#looked-place [data-lat]");
  if (!found) return;
  form.elements.timezone.value ||= found.dataset.zone;
  putPin([found.dataset.lat, found.dataset.lon]);
}

function openMap(section) {
  section.querySelector(".acts").hidden = true;
  section.querySelector(".pin-view").hidden = false;
  const fail = () => {
    section.querySelector(".pin-view").hidden = true;
    section.querySelector("[aria-live]").textContent = section.dataset.failed;
  };
  loadOnRequest(section.dataset, fail);
}

if (form) {
  form.addEventListener("input", lookSoon);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-move], button[data-quiet], button[data-found]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.move) movePin(button);
    else if ("found" in button.dataset) putPinWhereFound();
    else look();
  });
  const map = form.querySelector("[data-pin-map]");
  map.hidden = false;
  map.querySelector("button").addEventListener("click", () => openMap(map));
}
