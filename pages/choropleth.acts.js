// The second part of choropleth.js, same module: roads, what the map says (tooltips, notes) and how it is acted upon.

// --- roads: the way to the destination, and where it is within some minutes ---------------------------------------

// A light casing under a coloured line: seen on a pale and on a dark commune.
const ROUTE = [{ color: "#ffffff", weight: 7 }, { color: "#b3124a", weight: 3.5 }];

function paintRoads(state) {
  const { L, map, data: { route, areas } } = state;
  const wanted = JSON.stringify([route, areas]);
  if (state.driven === wanted) return;
  state.driven = wanted;
  state.roads?.remove();
  const drawn = { opacity: 1, fill: false, interactive: false };
  const along = route.map(([lon, lat]) => [lat, lon]);
  const way = along.length ? ROUTE.map((look) => L.polyline(along, { ...drawn, ...look, pane: "route" })) : [];
  const around = areas.map(({ color, geometry }) =>
    L.geoJSON(geometry, { style: { ...drawn, color, weight: 1.4 }, pane: "areas", interactive: false }));
  state.roads = L.layerGroup([...around, ...way]).addTo(map);
}

// --- reading: tooltips and notes ---------------------------------------------------------------------------------

function tips(state, group, label) {
  const show = (event) => showTip(state, event.latlng, () => label(event.propagatedFrom));
  group.on({ mouseover: show, mousemove: show, mouseout: () => hideTip(state) });
}

function showTip(state, latlng, said) {
  const text = said();
  if (!text) return;
  state.said = said;
  if (state.told !== text) state.tip.setContent(Object.assign(document.createElement("div"), { textContent: text }));
  state.told = text;
  state.tip.setLatLng(latlng);
  if (!state.tip.isOpen()) state.tip.addTo(state.map);
}

function hideTip(state) {
  state.tip?.close();
}

function note(state, text, milliseconds = 0) {
  const box = state.root.querySelector(".note");
  clearTimeout(state.noted);
  box.textContent = text;
  box.hidden = !text;
  if (milliseconds) state.noted = setTimeout(() => { box.hidden = true; }, milliseconds);
}

function paintTexts(state) {
  const { texts } = state.data;
  state.box.setAttribute("aria-label", texts.map);
  const [zoomIn, zoomOut] = state.zoom.getContainer().children;
  const reset = state.root.querySelector(".reset");
  for (const [button, text] of [[zoomIn, texts.zoom_in], [zoomOut, texts.zoom_out], [reset, texts.reset]]) {
    button.title = text;
    button.setAttribute("aria-label", text);
  }
}

// --- acting: wheel, points, keyboard -----------------------------------------------------------------------------

function onWheel(state, event) {
  // The wheel scrolls the page, as everywhere else; with Ctrl (or a pinch on a touchpad) it zooms.
  if (event.ctrlKey || event.metaKey || !state.map) return;
  event.stopPropagation();
  note(state, state.data.texts.wheel, 1200);
}

function onPoint(state, { clientX, clientY }) {
  // A point hides the centre of its commune, which is where one clicks: the click goes through.
  const under = state.root.getRootNode().elementsFromPoint(clientX, clientY);
  const path = under.find((element) => element.dataset.code);
  if (path) state.choose(path.dataset.code);
}

function rove(state, code) {
  state.communes.get(state.current)?.path.setAttribute("tabindex", "-1");
  state.communes.get(code)?.path.setAttribute("tabindex", "0");
  state.current = code;
}

function onFocus(state, target) {
  const commune = state.communes.get(target.dataset?.code);
  if (!commune) return;
  rove(state, target.dataset.code);
  if (!target.matches(":focus-visible")) return;
  const center = commune.layer.getBounds().getCenter();
  state.map.panInside(center, { padding: [30, 30], animate: false });
  state.ring = outlined(state, commune, FOCUSED);
  showTip(state, center, () => commune.label);
}

function onKey(state, event) {
  const here = state.communes.get(event.target.dataset?.code);
  if (event.key === "Escape") hideTip(state);
  if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
  const known = state.data.codes.filter((code) => state.communes.has(code));
  let next = null;
  if (event.key === "Enter" || event.key === " ") state.choose(event.target.dataset.code);
  else if (event.key === "Home") next = known[0];
  else if (event.key === "End") next = known.at(-1);
  else if (ARROWS[event.key]) next = neighbour(state, here, ARROWS[event.key]);
  else return;
  event.preventDefault();
  state.communes.get(next)?.path.focus();
}

function neighbour(state, here, [dx, dy]) {
  const center = (commune) => state.map.latLngToLayerPoint(commune.layer.getBounds().getCenter());
  const from = center(here);
  let best = null;
  let least = Infinity;
  for (const [code, commune] of state.communes) {
    const move = center(commune).subtract(from);
    const ahead = move.x * dx + move.y * dy;
    // What lies straight ahead comes before what lies nearer but aside.
    const cost = ahead + 2 * Math.abs(move.x * dy - move.y * dx);
    if (ahead > 0 && cost < least) [best, least] = [code, cost];
  }
  return best;
}
