/* What was found as pins over an outline of states and counties. Loaded after Leaflet and the ground, when the map is opened. */
"use strict";

(() => {
  const section = document.querySelector("#map");
  const view = section.querySelector(".map-view");
  const words = section.dataset;
  const isBeside = window.matchMedia("(min-width: 75rem)");

  function say(text) {
    section.querySelector(".map-words").textContent = text;
  }

  async function read(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  function element(tag, text, facts = {}) {
    return Object.assign(document.createElement(tag), { textContent: text, ...facts });
  }

  /* Round, of `size` pixels, with a name that is only heard. */
  function pin(size, shown, heard, facts = {}) {
    const html = element("span", shown);
    html.append(element("span", heard, { className: "unseen", ...facts }));
    return L.divIcon({ className: "pin", html, iconSize: [size, size] });
  }

  function drawMap() {
    const map = mapGround.open(view, words);
    view.setAttribute("aria-labelledby", "map-title");
    return map;
  }

  /* What opens at a pin: the listing's name as a link, and its address. */
  function popup({ id, properties }) {
    const content = document.createElement("div");
    content.append(element("a", properties.name, { href: `/listings/${id}`, lang: properties.language, dir: "auto" }));
    content.append(element("p", properties.address));
    return content;
  }

  function marker(feature) {
    const [lon, lat] = feature.geometry.coordinates;
    const { name, language } = feature.properties;
    return L.marker([lat, lon], { icon: pin(32, "", name, { lang: language }) })
      .bindPopup(popup(feature));
  }

  function clusters(features) {
    const group = L.markerClusterGroup({
      animate: !mapGround.isStill, showCoverageOnHover: false, maxClusterRadius: 56,
      iconCreateFunction: (cluster) => pin(44, `${cluster.getChildCount()}`, ` ${words.together}`),
    });
    const markers = new Map(features.map((feature) => [feature.id, marker(feature)]));
    group.addLayers([...markers.values()]);
    for (const [id, one] of markers) joinWithCard(group, one, id);
    return group;
  }

  /* The card of the list and the pin, or the cluster that holds it, show each other. */
  function joinWithCard(group, one, id) {
    const card = document.querySelector(`.hits h2 a[href="/listings/${id}"]`)?.closest(".hit");
    if (!card) return;
    const light = (isLit) => group.getVisibleParent(one)?.getElement()?.classList.toggle("lit", isLit);
    const lightCard = (isLit) => card.classList.toggle("lit", isLit);
    for (const event of ["mouseenter", "focusin"]) card.addEventListener(event, () => light(true));
    for (const event of ["mouseleave", "focusout"]) card.addEventListener(event, () => light(false));
    one.on("mouseover popupopen", () => lightCard(true)).on("mouseout popupclose", () => lightCard(false));
    one.on("popupopen", () => { if (isBeside.matches) card.scrollIntoView({ block: "nearest" }); });
    one.on("add", () => {
      one.getElement().addEventListener("focus", () => lightCard(true));
      one.getElement().addEventListener("blur", () => lightCard(one.isPopupOpen()));
    });
  }

  /* Whoever opened a pin by keyboard goes on in what it says, and back to the pin after. */
  function moveFocus(map) {
    view.addEventListener("keydown", ({ key }) => { if (key === "Escape") map.closePopup(); });
    map.on("popupopen", ({ popup: opened }) => {
      const close = opened.getElement().querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", words.close);
      opened.getElement().querySelector(".leaflet-popup-content a").focus();
    });
    map.on("popupclose", ({ popup: closed }) => {
      if (document.activeElement === document.body) closed._source?.getElement()?.focus();
    });
  }

  /* An outline says where one is from further away only. */
  function lookAt(map, { features, center, ground }) {
    const here = features.map(({ geometry }) => [geometry.coordinates[1], geometry.coordinates[0]]);
    if (center) here.push([center.coordinates[1], center.coordinates[0]]);
    map.fitBounds(here.length ? here : mapGround.COUNTRY, { padding: [32, 32], maxZoom: ground.tiles || ground.file ? 14 : 11, animate: false });
    if (center) {
      const icon = L.divIcon({ className: "asked-place", html: element("span", center.label), iconSize: null });
      L.marker(here.at(-1), { icon, interactive: false, keyboard: false, zIndexOffset: -2000 }).addTo(map);
    }
  }

  async function open() {
    const found = await read(words.pins);
    const map = drawMap();
    lookAt(map, found);
    moveFocus(map);
    map.addLayer(clusters(found.features));
    const others = found.numberMatched - found.numberReturned;
    say(`${words.shown} ${found.numberReturned}. ${others ? `${words.others} ${others}.` : ""}`);
    mapGround.draw(map, found.ground, words.outline); /* pins without a ground still say how far apart */
  }

  open().catch(() => {
    say(words.failed);
    view.hidden = true;
  });
})();
