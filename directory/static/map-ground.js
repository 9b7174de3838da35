/* A map as all of ours are, and what it lies on: a file of the agency's own, pictures of a server that it named, or an outline of states and
   counties, which takes their place where they do not come. Loaded after Leaflet. */
"use strict";

const mapGround = (() => {
  const COUNTIES_FROM = 6;
  const STEPS = 250; /* parts of a degree in which the outline is written */
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* The map of an element, with nothing on it yet but what brings it closer and tells how far is how far. */
  function open(view, words) {
    const motion = { zoomAnimation: !isStill, fadeAnimation: !isStill, markerZoomAnimation: !isStill };
    const map = L.map(view, { ...motion, zoomControl: false, scrollWheelZoom: false, minZoom: 3, maxZoom: 17 });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    L.control.scale({ metric: false }).addTo(map);
    view.setAttribute("role", "group");
    return map;
  }

  /* Each ground needs more than the one before: outlines, pictures, a file with a script that reads it. */
  async function drawGround(map, { tiles, file, ...of }, outline) {
    const attribution = Object.assign(document.createElement("span"), { textContent: of.credit }).innerHTML;
    if (file) await drawFile(map, file, of, attribution);
    else if (tiles) {
      L.tileLayer(tiles, { attribution }).once("tileerror", () => drawOutline(map, outline).catch(() => {})).addTo(map);
    } else await drawOutline(map, outline);
  }

  async function drawFile(map, file, { reader, closest }, attribution) {
    const began = await fetch(file, { headers: { range: "bytes=0-126" } });
    if (!began.ok) throw new Error(`${began.status}`);
    await load(reader);
    const flavor = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const lang = document.documentElement.lang;
    protomapsL.leafletLayer({ url: file, maxDataZoom: closest, flavor, lang, attribution, noWrap: true }).addTo(map);
  }

  function load(src) {
    return new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
    });
  }

  /* A line begins with its first point; each further one is told by its distance from the one before. */
  function points(line) {
    const found = [];
    let [lon, lat] = [0, 0];
    for (let place = 0; place < line.length; place += 2) {
      lon += line[place];
      lat += line[place + 1];
      found.push([lat / STEPS, lon / STEPS]);
    }
    return found;
  }

  async function drawOutline(map, outline) {
    const answer = await fetch(outline);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const lines = await answer.json();
    const colors = getComputedStyle(document.documentElement);
    const drawn = (of, color, weight) => L.polyline(lines[of].map(points), {
      renderer: L.canvas({ padding: 0.3 }), interactive: false, color: colors.getPropertyValue(color).trim(), weight,
    });
    const counties = drawn("counties", "--edge", 0.6);
    const follow = () => (map.getZoom() < COUNTIES_FROM ? counties.remove() : counties.addTo(map));
    drawn("states", "--edge", 1.6).addTo(map);
    map.on("zoomend", follow);
    follow();
  }

  return {
    COUNTRY: [[24.5, -125], [49.5, -66.5]],
    isStill,
    open,
    draw: (map, ground, outline) =>
      drawGround(map, ground, outline).catch(() => drawOutline(map, outline)).catch(() => {}),
  };
})();
