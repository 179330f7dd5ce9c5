// The third part of choropleth.js, same module: lines on borders, and two maps of the same communes under a handle.

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
