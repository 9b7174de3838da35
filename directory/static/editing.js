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
}

function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
}

function movePin(button) {
  const [up, right] = button.dataset.move.split(" ").map(Number);
  const [lat, lon] = ["place_lat", "place_lon"].map((name) => form.elements[name]);
  if (!lat.value || !lon.value) return;
  lat.value = (Number(lat.value) + up * A_STEP).toFixed(5);
  lon.value = (Number(lon.value) + right * A_STEP).toFixed(5);
  lat.dispatchEvent(new Event("input", { bubbles: true }));
}

if (form) {
  form.addEventListener("input", lookSoon);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-move], button[data-quiet]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.move) movePin(button);
    else look();
  });
}
