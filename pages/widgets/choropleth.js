// The live map. Streamlit calls the default export once at first and again at each rerun whose data changed; the map
// itself stays, so zoom, pan and keyboard focus are kept and only what changed is painted again.
// Names of communes and services are hostile until proven otherwise: they go through textContent or setAttribute only.

// Streamlit runs this text from a blob: address, hence absolute addresses made from the page's own.
const address = (path) => new URL(path.replace(/^\/+/, ""), document.baseURI).href;
const VENDOR = "app/static/vendor/leaflet/";
const SVG = "http://www.w3.org/2000/svg";

const COMMUNE = { color: "#c4c4c4", weight: 0.8, opacity: 1, fillColor: "#ffffff" };
const BORDER = { color: "#161616", weight: 2.2, opacity: 1, fill: false, interactive: false };
// Between two dark communes a dark line would be lost.
const CASING = { ...BORDER, color: "#ffffff", weight: 4 };
const OUTLINE = { ...BORDER, weight: 1.4 };
// A light casing under a dark line: seen on a pale and on a dark commune.
const SELECTED = [{ color: "#ffffff", weight: 8 }, { color: "#161616", weight: 4.5 }];
const FOCUSED = [{ color: "#ffffff", weight: 9 }, { color: "#005fcc", weight: 5 }];
const POINT = { color: "#161616", weight: 1.5, opacity: 1, fillOpacity: 1, radius: 6 };
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

const STATES = new WeakMap();
let count = 0;

export default function choropleth({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".choropleth");
  const state = STATES.get(root) ?? begin(root);
  state.data = data;
  state.choose = (code) => setTriggerValue("clicked", code);
  document.documentElement.lang = data.lang;
  root.style.setProperty("--map-height", `${data.height}px`);
  update(state);
  // Streamlit also cleans up after a call overtaken by the next one: the map dies only with its box.
  return () => setTimeout(() => root.isConnected || end(state));
}

function begin(root) {
  const state = { root, number: (count += 1), painted: 0, communes: new Map(), url: null };
  state.box = root.querySelector(".map");
  STATES.set(root, state);
  root.addEventListener("keydown", (event) => onKey(state, event));
  root.addEventListener("focusin", (event) => onFocus(state, event.target));
  root.addEventListener("focusout", () => { state.ring?.remove(); hideTip(state); });
  root.addEventListener("wheel", (event) => onWheel(state, event), { capture: true });
  root.querySelector(".reset").addEventListener("click", () => fit(state));
  beginSwipe(state);
  root.querySelector(".failure button").addEventListener("click", () => { state.url = null; update(state); });
  return state;
}

function end(state) {
  state.resize?.disconnect();
  state.map?.remove();
  STATES.delete(state.root);
}

// --- loading -----------------------------------------------------------------------------------------------------

async function update(state) {
  const url = address(state.data.contours_url);
  if (state.url !== url) {
    state.url = url;
    state.loaded = load(state, url);
  }
  if (await state.loaded) paint(state);
}

async function load(state, url) {
  const { root, data } = state;
  root.setAttribute("aria-busy", "true");
  try {
    const library = import(address(VENDOR + "leaflet-src.esm.js"));
    const [L, contours] = await Promise.all([library, contoursAt(url, data.lang), sheet(state)]);
    await settled(state);
    if (state.url !== url) return false;
    root.querySelector(".failure").hidden = true;
    if (!state.map) mount(state, L);
    draw(state, contours);
    return true;
  } catch (error) {
    if (state.url === url) fail(state, error);
    return false;
  } finally {
    if (state.url === url) root.removeAttribute("aria-busy");
  }
}

async function contoursAt(url, lang) {
  const response = await fetch(url);
  const body = await response.json();
  // A refusal says why, in both languages.
  if (!response.ok) throw Object.assign(new Error(`${response.status} ${url}`), { reason: body[lang] });
  if (!body.communes?.features?.length) throw new Error(`no commune in ${url}`);
  return body;
}

function sheet(state) {
  if (state.sheet) return state.sheet;
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: address(VENDOR + "leaflet.css") });
  state.sheet = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => { state.sheet = null; link.remove(); reject(new Error(`no ${link.href}`)); };
  });
  state.root.prepend(link);
  return state.sheet;
}

function fail(state, error) {
  console.error("choropleth:", error.message);
  const { texts } = state.data;
  const box = state.root.querySelector(".failure");
  box.querySelector("p").textContent = error.reason ? `${texts.failed} ${error.reason}` : texts.failed;
  box.querySelector("button").textContent = texts.retry;
  box.hidden = false;
}

// --- building ----------------------------------------------------------------------------------------------------

function mount(state, L) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // A finger must be able to scroll the page past the map: one finger moves it only once it is zoomed in.
  state.touch = matchMedia("(pointer: coarse)").matches;
  const map = L.map(state.box, {
    // Leaflet draws nothing before it has a view; fit() gives the real one.
    center: [46.5, 2.5], zoom: 5,
    attributionControl: false, keyboard: false, zoomControl: false, dragging: !state.touch,
    zoomSnap: 0.1, zoomDelta: 0.7, maxZoom: 18, zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm,
  });
  Object.assign(state, { L, map, tip: L.tooltip({ direction: "auto", offset: [12, 0], opacity: 1 }) });
  L.control.attribution({ prefix: false }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  state.zoom = L.control.zoom().addTo(map);
  const levels = { borders: 420, lines: 422, areas: 425, rings: 430, route: 435, points: 440 };
  for (const [pane, level] of Object.entries(levels)) map.createPane(pane).style.zIndex = level;
  state.svg = L.svg({ padding: 0.5 }).addTo(map);
  state.svg._container.append(hatching(state));
  mountSwipe(state);
  for (const drawn of ["lines", "points"]) {
    state[drawn] = L.featureGroup().addTo(map);
    tips(state, state[drawn], (layer) => layer.options.label);
    state[drawn].on("click", (event) => onPoint(state, event.originalEvent));
  }
  map.on("zoomstart dragstart", () => { if (!state.fitting) state.home = false; });
  map.on("zoomanim", () => { state.zooming = true; });
  map.on("zoomend", () => { state.zooming = false; letFingersDrag(state); });
  state.resize = new ResizeObserver(() => { map.invalidateSize({ pan: false }); if (state.home) fit(state); });
  state.resize.observe(state.box);
}

function hatching(state) {
  const make = (name, attributes, ...children) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  state.hatch = `choropleth-hatch-${state.number}`;
  const tile = { width: 7, height: 7 };
  const pattern = { ...tile, id: state.hatch, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const ground = make("rect", { ...tile, fill: "#ffffff" });
  return make("defs", {}, make("pattern", pattern, ground, make("rect", { width: 1.6, height: 7, fill: "#6b6b6b" })));
}

function draw(state, contours) {
  const { L, map } = state;
  for (const layer of [state.shapes, state.borders, state.outline, state.ring, state.choice, state.others]) layer?.remove();
  state.communes.clear();
  state.other.clear();
  Object.assign(state, { ring: null, choice: null, chosen: null, current: null });
  state.shapes = L.geoJSON(contours.communes, { style: COMMUNE, renderer: state.svg }).addTo(map);
  state.shapes.eachLayer((layer) => {
    const path = layer.getElement();
    const { code, name } = layer.feature.properties;
    path.dataset.code = code;
    path.setAttribute("role", "button");
    path.setAttribute("tabindex", "-1");
    state.communes.set(code, { layer, path, name });
  });
  state.shapes.on("click", (event) => state.choose(event.propagatedFrom.feature.properties.code));
  tips(state, state.shapes, (layer) => state.communes.get(layer.feature.properties.code).label);
  const lines = (features, style) => L.geoJSON(features ?? [], { style, pane: "borders", interactive: false });
  state.outline = lines(contours.outline, OUTLINE).addTo(map);
  state.borders = L.layerGroup([CASING, BORDER].map((style) => lines(contours.borders, style)));
  fit(state);
}

function fit(state) {
  const { map } = state;
  // In a closed tab the box has no size yet: its first resize will fit.
  state.home = true;
  if (!state.box.clientWidth) return;
  // An animated zoom would end after this, and undo it.
  if (state.zooming) { settled(state).then(() => fit(state)); return; }
  const bounds = state.shapes.getBounds();
  state.fitting = true;
  map.setMinZoom(0).setMaxBounds(null).fitBounds(bounds, { animate: false, padding: [8, 8] });
  map.setMinZoom(map.getZoom() - 1).setMaxBounds(bounds.pad(0.75));
  Object.assign(state, { fitting: false, fitted: map.getZoom() });
  letFingersDrag(state);
}

async function settled({ zooming, map }) {
  if (zooming) await new Promise((resolve) => { map.once("zoomend", resolve); });
}

function letFingersDrag({ touch, map, fitted }) {
  if (touch) map.dragging[map.getZoom() > fitted ? "enable" : "disable"]();
}

// --- painting ----------------------------------------------------------------------------------------------------

function paint(state) {
  const { data, map } = state;
  const rank = new Map(data.codes.map((code, i) => [code, i]));
  for (const [code, commune] of state.communes) paintCommune(state, commune, rank.get(code));
  if (data.borders) state.borders.addTo(map); else state.borders.remove();
  paintTiles(state);
  paintSwipe(state);
  paintLines(state);
  paintPoints(state);
  paintRoads(state);
  paintChoice(state);
  paintTexts(state);
  if (!state.communes.has(state.current)) rove(state, firstStop(state));
  if (state.tip.isOpen()) showTip(state, state.tip.getLatLng(), state.said);
  state.root.dataset.painted = state.painted += 1;
}

function firstStop({ communes, data }) {
  return [data.selected, ...data.codes].find((code) => communes.has(code));
}

function paintCommune(state, commune, i) {
  const { fills, labels, tiles } = state.data;
  const fillColor = fills[i] ?? `url(#${state.hatch})`;
  // Over a background map the communes let it show through.
  const fillOpacity = tiles ? 0.75 : 1;
  const same = commune.fillColor === fillColor && commune.fillOpacity === fillOpacity;
  if (!same) commune.layer.setStyle({ fillColor, fillOpacity });
  const label = labels[i] ?? commune.name;
  if (commune.label !== label) commune.path.setAttribute("aria-label", label);
  Object.assign(commune, { fillColor, fillOpacity, label });
}

function paintTiles(state) {
  const { data, L, map } = state;
  if (Boolean(data.tiles) === Boolean(state.tiles)) return;
  state.tiles?.remove();
  note(state, "");
  const options = { attribution: "© IGN", maxZoom: 18, referrerPolicy: "no-referrer" };
  state.tiles = data.tiles && L.tileLayer(data.tiles, options).addTo(map);
  state.tiles?.once("tileerror", () => note(state, state.data.texts.no_tiles));
}

function paintPoints(state) {
  const { L, data } = state;
  const wanted = JSON.stringify(data.points);
  if (state.pointed === wanted) return;
  state.pointed = wanted;
  state.points.clearLayers();
  // Leaflet has no square of a fixed size: the same point with another outline.
  const Square = L.CircleMarker.extend({
    _updatePath() {
      const { _point: { x, y }, _radius: r } = this;
      this._renderer._setPath(this, `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`);
    },
  });
  for (const { lon, lat, label, color, shape } of data.points) {
    const Shape = shape === "square" ? Square : L.CircleMarker;
    const look = { ...POINT, pane: "points", fillColor: color, className: `point ${shape}` };
    state.points.addLayer(new Shape([lat, lon], { ...look, label }));
  }
}

function paintChoice(state) {
  const { communes, data: { selected } } = state;
  if (state.chosen === selected) return;
  state.choice?.remove();
  communes.get(state.chosen)?.path.removeAttribute("aria-pressed");
  const commune = communes.get(selected);
  commune?.path.setAttribute("aria-pressed", "true");
  state.choice = commune && outlined(state, commune, SELECTED);
  state.chosen = selected;
}

function outlined({ L, map }, commune, styles) {
  const line = { opacity: 1, fill: false, interactive: false, pane: "rings" };
  const around = (style) => L.polygon(commune.layer.getLatLngs(), { ...line, ...style });
  return L.layerGroup(styles.map(around)).addTo(map);
}

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

// --- lines: what separates two neighbours --------------------------------------------------------------------------

function paintLines(state) {
  const { L, data: { lines } } = state;
  const wanted = JSON.stringify(lines);
  if (state.lined === wanted) return;
  state.lined = wanted;
  state.lines.clearLayers();
  const look = { opacity: 1, pane: "lines", lineCap: "butt", lineJoin: "round" };
  const drawn = ({ paths }) => paths.map((path) => path.map(([lon, lat]) => [lat, lon]));
  // A marked line has a dark edge on both sides. All edges first: none is drawn over the line of a neighbour.
  for (const line of lines.filter(({ marked }) => marked)) {
    const edge = { ...look, color: "#161616", weight: line.width + 3, interactive: false };
    state.lines.addLayer(L.polyline(drawn(line), edge));
  }
  for (const line of lines) {
    const { color, width: weight, label, dashed } = line;
    if (dashed) state.lines.addLayer(L.polyline(drawn(line), { ...look, color: "#ffffff", weight, interactive: false }));
    const dashArray = dashed ? `${2 * weight} ${weight}` : null;
    state.lines.addLayer(L.polyline(drawn(line), { ...look, color, weight, label, dashArray, className: "line" }));
  }
}

// --- swipe: the other fills, drawn above and cut at the handle -----------------------------------------------------

const STEPS = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10 };
const HALF = 50;

function beginSwipe(state) {
  const handle = state.root.querySelector(".handle");
  Object.assign(state, { handle, at: HALF, other: new Map() });
  const follow = ({ clientX }) => {
    const { left, width } = state.box.getBoundingClientRect();
    swipeTo(state, (100 * (clientX - left)) / width);
  };
  handle.addEventListener("pointerdown", (event) => { handle.setPointerCapture(event.pointerId); event.preventDefault(); handle.focus(); });
  handle.addEventListener("pointermove", (event) => { if (handle.hasPointerCapture(event.pointerId)) follow(event); });
  handle.addEventListener("keydown", (event) => {
    const to = { Home: 0, End: 100 }[event.key] ?? (STEPS[event.key] && state.at + STEPS[event.key]);
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    swipeTo(state, to);
  });
}

function mountSwipe(state) {
  state.otherPane = state.map.createPane("other");
  state.otherPane.style.zIndex = 405;
  state.otherSvg = state.L.svg({ padding: 0.5, pane: "other" }).addTo(state.map);
  state.map.on("move zoomend resize viewreset", () => cut(state));
}

function paintSwipe(state) {
  const { data: { swipe, texts }, root } = state;
  for (const part of root.querySelectorAll(".swipe")) part.hidden = !swipe;
  if (!swipe) {
    state.others?.remove();
    state.other.clear();
    return;
  }
  for (const [side, label] of [["left", swipe.left], ["right", swipe.right]]) {
    root.querySelector(`.side.${side}`).textContent = label;
  }
  state.handle.setAttribute("aria-label", texts.swipe);
  state.handle.title = texts.swipe;
  if (!state.other.size) drawOthers(state);
  const rank = new Map(state.data.codes.map((code, i) => [code, i]));
  for (const [code, layer] of state.other) paintOther(state, layer, swipe.fills[rank.get(code)]);
  swipeTo(state, state.at);
}

function drawOthers(state) {
  const { L, map, communes } = state;
  // Under the pointer there is one map only: the one below, whose labels say both values.
  const look = { ...COMMUNE, renderer: state.otherSvg, interactive: false };
  state.others = L.layerGroup().addTo(map);
  for (const [code, { layer }] of communes) {
    const copy = L.polygon(layer.getLatLngs(), look);
    state.others.addLayer(copy);
    state.other.set(code, copy);
  }
}

function paintOther(state, layer, color) {
  const fillColor = color ?? `url(#${state.hatch})`;
  const fillOpacity = state.data.tiles ? 0.75 : 1;
  if (layer.options.fillColor !== fillColor || layer.options.fillOpacity !== fillOpacity) layer.setStyle({ fillColor, fillOpacity });
}

function swipeTo(state, share) {
  state.at = Math.round(Math.min(100, Math.max(0, share)));
  state.root.style.setProperty("--swipe", `${state.at}%`);
  state.handle.setAttribute("aria-valuenow", state.at);
  const { swipe } = state.data;
  if (swipe) state.handle.setAttribute("aria-valuetext", `${state.at} % ${swipe.left}, ${100 - state.at} % ${swipe.right}`);
  cut(state);
}

function cut({ map, otherPane, at, data }) {
  if (!data.swipe || !map) return;
  const size = map.getSize();
  const [from, to] = [map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint([(size.x * at) / 100, size.y])];
  const corners = [[from.x, from.y], [to.x, from.y], [to.x, to.y], [from.x, to.y]];
  otherPane.style.clipPath = `polygon(${corners.map(([x, y]) => `${x}px ${y}px`).join(",")})`;
}
