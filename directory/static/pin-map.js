/* The pin of a listing on a map: dragged, tapped to its place, or moved with the arrow keys. Loaded after Leaflet and
   the ground, when somebody opens it. The two fields of degrees hold the pin; the map follows them and writes to them.
   A place that is not shown to everybody is never asked of a server of pictures: its address would tell where it is. */
"use strict";

(() => {
  const section = document.querySelector("[data-pin-map]");
  const view = section.querySelector(".pin-view");
  const { form } = section.querySelector("button");
  const { place_lat: lat, place_lon: lon } = form.elements;
  const words = section.dataset;
  const A_STEP = 0.0005; /* degrees: some 50 yards */
  const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const HALF = 18; /* pixels of the pin */
  const CLEAR_OF_BUTTONS = [72, 120]; /* pixels from the corner where one comes closer and goes further away */
  let marker = null;
  let label = null;
  let isWriting = false;

  const isShownToAll = () => form.elements.place_visibility.value === "full";
  const numbers = (...texts) => (texts.every((text) => text?.trim()) ? texts.map(Number) : []);
  const isPoint = ([up, right]) => Math.abs(up) <= 90 && Math.abs(right) <= 180;
  const pinned = () => numbers(lat.value, lon.value);
  const saidOfPlace = () => document.querySelector("#looked-place [data-lat]")?.dataset ?? {};
  const found = () => numbers(saidOfPlace().lat, saidOfPlace().lon);

  function drawMap(ground) {
    const map = mapGround.open(view, words);
    view.setAttribute("aria-label", words.title);
    const closest = ground.tiles || ground.file ? 16 : 11;
    const here = [pinned(), found()].find(isPoint);
    if (here) map.setView(here, closest);
    else map.fitBounds(mapGround.COUNTRY);
    return map;
  }

  /* Where the middle of the ZIP code or town is: without pictures below it, the pin would stand in nothing. */
  function tellPlace(map) {
    label?.remove();
    label = null;
    if (!isPoint(found())) return;
    const html = Object.assign(document.createElement("span"), { textContent: saidOfPlace().name });
    const icon = L.divIcon({ className: "asked-place", html, iconSize: null });
    label = L.marker(found(), { icon, interactive: false, keyboard: false, zIndexOffset: -2000 }).addTo(map);
  }

  function write({ lat: up, lng: right }) {
    isWriting = true;
    lat.value = up.toFixed(5);
    lon.value = L.Util.wrapNum(right, [-180, 180], true).toFixed(5);
    lat.dispatchEvent(new Event("input", { bubbles: true }));
    isWriting = false;
  }

  function drawPin(map, at) {
    const html = Object.assign(document.createElement("span"), { className: "unseen", textContent: words.pin });
    const icon = L.divIcon({ className: "pin to-move", html, iconSize: [2 * HALF, 2 * HALF], iconAnchor: [HALF, HALF] });
    marker = L.marker(at, { icon, draggable: true, autoPan: true }).addTo(map);
    marker.on("dragend", () => write(marker.getLatLng()));
    marker.getElement().addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation(); // the map itself stays where it is
      const { lat: up, lng: right } = marker.getLatLng();
      put(map, [up + step[0] * A_STEP, right + step[1] * A_STEP]);
      write(marker.getLatLng());
    });
  }

  function put(map, at) {
    if (marker) marker.setLatLng(at);
    else drawPin(map, at);
    map.panInside(at, { paddingTopLeft: CLEAR_OF_BUTTONS, paddingBottomRight: [48, 48], animate: false });
  }

  function follow(map) {
    if (isWriting) return;
    const at = pinned();
    if (isPoint(at)) put(map, at);
    else if (marker) marker = marker.remove() && null;
  }

  function open() {
    const ground = JSON.parse(words.ground);
    const map = drawMap(ground);
    const outlined = { tiles: "", file: "", credit: "" };
    const isPrivate = () => ground.tiles && !isShownToAll();
    mapGround.draw(map, isPrivate() ? outlined : ground, words.outline);
    tellPlace(map);
    follow(map);
    map.on("click", ({ latlng }) => {
      put(map, latlng);
      write(latlng);
    });
    form.addEventListener("input", () => follow(map));
    document.addEventListener("looked", () => tellPlace(map));
    form.addEventListener("change", ({ target }) => {
      if (target.name !== "place_visibility" || !isPrivate()) return;
      map.eachLayer((layer) => { if (layer instanceof L.TileLayer) layer.remove(); });
      mapGround.draw(map, outlined, words.outline);
    });
    section.querySelector("[aria-live]").textContent = words.how;
  }

  open();
})();
