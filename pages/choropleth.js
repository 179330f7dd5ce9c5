// The live map. Streamlit calls the default export once at first and again at each rerun whose data changed; the map
// itself stays, so zoom, pan and keyboard focus are kept and only what changed is painted again.
// Names of communes and services are hostile until proven otherwise: they go through textContent or setAttribute only.
// choropleth.acts.js and choropleth.swipe.js belong to this module: choropleth.py joins the three texts.

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
