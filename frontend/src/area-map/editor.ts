// A map of outlines, on which the area of a text is drawn and changed. There are no tiles: nothing is fetched from
// elsewhere.
import * as L from "leaflet";
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode, ValidateNotSelfIntersecting } from "terra-draw";
import { TerraDrawLeafletAdapter } from "terra-draw-leaflet-adapter";
import type { Polygon } from "geojson";
import { KeyboardDrawing } from "./keyboard";
import { fetchOutlines, type Outlines } from "./outlines";
import { readPolygons, writePolygons } from "./text";

const HELP =
  "Click to add corners, and the first corner again to finish. Without a mouse: move the map with the arrow keys, add a " +
  "corner at the cross with Enter, remove one with Backspace, finish with Shift and Enter.";
const MOST_CORNERS = 400;

export class AreaEditor {
  private readonly map: L.Map;
  private readonly draw: TerraDraw;
  private readonly keyboard: KeyboardDrawing;
  private readonly status = document.createElement("p");
  private readonly layers = L.layerGroup();
  private readonly listeners = new AbortController();
  private outlines: Outlines | undefined;

  constructor(
    place: HTMLElement,
    private readonly text: HTMLTextAreaElement,
    private readonly url: string,
  ) {
    const container = document.createElement("div");
    container.className = "area-map__map";
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", `Map of the area. ${HELP}`);
    this.status.className = "area-map__status";
    this.status.setAttribute("role", "status");
    place.append(this.tools(), container, this.status);
    this.map = L.map(container, { zoomSnap: 0.25, attributionControl: false });
    this.map.setView([0, 0], 1);
    this.layers.addTo(this.map);
    this.draw = startDrawing(this.map);
    this.draw.on("finish", () => this.write());
    this.keyboard = new KeyboardDrawing(this.map, (polygon) => this.add(polygon), (text) => this.say(text));
    this.listen();
    void this.show();
  }

  close(): void {
    this.listeners.abort();
    this.draw.stop();
    this.map.remove();
  }

  private tools(): HTMLElement {
    const tools = document.createElement("div");
    tools.className = "area-map__tools";
    tools.append(
      this.button("Draw", () => this.use("polygon", HELP)),
      this.button("Change", () => this.use("select", "Click the area, then drag its corners. Right-click removes one.")),
      this.button("Add a corner at the cross", () => this.keyboard.addCorner()),
      this.button("Finish", () => this.keyboard.finish()),
      this.button("Remove the area", () => this.clear()),
    );
    return tools;
  }

  private button(label: string, action: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-secondary";
    button.textContent = label;
    button.addEventListener("click", action);
    return button;
  }

  private listen(): void {
    const { signal } = this.listeners;
    const form = this.text.form ?? document;
    form.addEventListener("change", (event) => {
      if (event.target === this.country()) void this.show();
    }, { signal });
    form.addEventListener("input", (event) => {
      if (event instanceof CustomEvent) return; // written by this map
      if (event.target === this.text) this.read();
      else if (isArea(event.target)) this.drawGround();
    }, { signal });
    const resized = new ResizeObserver(() => this.map.invalidateSize());
    resized.observe(this.map.getContainer());
    signal.addEventListener("abort", () => resized.disconnect());
  }

  private country(): HTMLSelectElement | null {
    return (this.text.form ?? document).querySelector("select[name=country]");
  }

  private async show(): Promise<void> {
    const code = this.country()?.value;
    if (!code) return this.say("Choose the country first.");
    try {
      this.outlines = await fetchOutlines(this.url, code);
    } catch {
      return this.say("The outlines could not be loaded. The text below is what is saved.");
    }
    const [west, south, east, north] = this.outlines.bounds;
    this.map.fitBounds([[south, west], [north, east]], { animate: false });
    this.drawGround();
    this.read();
    this.say(HELP);
  }

  /** Draw the outlines, and below the area the other areas of the form. */
  private drawGround(): void {
    if (!this.outlines) return;
    const { around, country, turn } = this.outlines;
    this.layers.clearLayers();
    this.lay(around, "area-map__around");
    this.lay(country, "area-map__country");
    const form: ParentNode = this.text.form ?? document;
    for (const other of form.querySelectorAll("textarea")) {
      if (other === this.text || !isArea(other)) continue;
      for (const polygon of readPolygons(other.value, turn) ?? []) this.lay(polygon, "area-map__other");
    }
  }

  private lay(geometry: Outlines["around"], className: string): void {
    L.geoJSON(geometry, { interactive: false, style: { className } }).addTo(this.layers);
  }

  /** Draw what the text says. What the tools cannot change is shown as it is. */
  private read(): void {
    const polygons = this.outlines && readPolygons(this.text.value, this.outlines.turn);
    if (!polygons) return;
    this.draw.clear();
    this.drawGround();
    const corners = polygons.reduce((sum, { coordinates }) => sum + (coordinates[0]?.length ?? 0), 0);
    if (corners <= MOST_CORNERS && polygons.every(({ coordinates }) => coordinates.length === 1)) {
      polygons.forEach((polygon) => this.put(polygon));
      return;
    }
    polygons.forEach((polygon) => this.lay(polygon, "area-map__fixed"));
    this.say("This area has holes or many corners: change its text, or remove it and draw it again.");
  }

  private put(geometry: Polygon): void {
    const [result] = this.draw.addFeatures([{ type: "Feature", geometry, properties: { mode: "polygon" } }]);
    if (result && !result.valid) this.lay(geometry, "area-map__fixed");
  }

  private add(polygon: Polygon): void {
    this.put(polygon);
    this.write();
  }

  private clear(): void {
    this.draw.clear();
    this.write();
    this.read();
  }

  private write(): void {
    const polygons = this.draw.getSnapshot().map(({ geometry }) => geometry);
    const drawn = polygons.filter((geometry): geometry is Polygon => geometry.type === "Polygon");
    this.text.value = writePolygons(drawn, this.outlines?.turn ?? 0);
    // Wagtail's autosave and the form's other maps listen for these.
    this.text.dispatchEvent(new CustomEvent("input", { bubbles: true }));
    this.text.dispatchEvent(new CustomEvent("change", { bubbles: true }));
  }

  private use(mode: string, help: string): void {
    this.draw.setMode(mode);
    this.say(help);
    this.map.getContainer().focus();
  }

  private say(text: string): void {
    this.status.textContent = text;
  }
}

function isArea(target: EventTarget | null): target is HTMLTextAreaElement {
  return target instanceof HTMLTextAreaElement && target.dataset["controller"] === "area-map";
}

function startDrawing(map: L.Map): TerraDraw {
  const validation: typeof ValidateNotSelfIntersecting = (feature) => ValidateNotSelfIntersecting(feature);
  const corners = { midpoints: true, draggable: true, deletable: true };
  const draw = new TerraDraw({
    adapter: new TerraDrawLeafletAdapter({ lib: L, map, coordinatePrecision: 6 }),
    modes: [
      new TerraDrawPolygonMode({
        validation: (feature, { updateType }) =>
          updateType === "finish" || updateType === "commit" ? validation(feature) : { valid: true },
      }),
      new TerraDrawSelectMode({ flags: { polygon: { feature: { draggable: true, coordinates: corners } } } }),
    ],
  });
  draw.start();
  draw.setMode("polygon");
  return draw;
}
