// Drawing without a pointer: arrow keys move the map below a cross, Enter adds a corner there.
import * as L from "leaflet";
import type { Polygon, Position } from "geojson";
import { round } from "./text";

export class KeyboardDrawing {
  private corners: L.LatLng[] = [];
  private readonly line: L.Polyline;

  constructor(
    private readonly map: L.Map,
    private readonly finished: (polygon: Polygon) => void,
    private readonly say: (text: string) => void,
  ) {
    this.line = L.polyline([], { className: "area-map__corners" }).addTo(map);
    const container = map.getContainer();
    for (const type of ["keydown", "keyup"] as const) {
      container.addEventListener(type, (event) => this.handle(event), { capture: true });
    }
  }

  addCorner(): void {
    this.corners.push(this.map.getCenter());
    this.show(`Corner ${this.corners.length} added.`);
  }

  finish(): void {
    if (this.corners.length < 3) return this.say("An area needs at least three corners.");
    const ring: Position[] = this.corners.map(({ lng, lat }) => [round(lng), round(lat)]);
    const first = ring[0];
    if (first) this.finished({ type: "Polygon", coordinates: [[...ring, first]] });
    this.corners = [];
    this.show("The area is finished.");
  }

  private handle(event: KeyboardEvent): void {
    const action = event.target === this.map.getContainer() && this.actionOf(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "keydown") action();
  }

  private actionOf(event: KeyboardEvent): (() => void) | undefined {
    if (event.key === "Enter") return () => (event.shiftKey ? this.finish() : this.addCorner());
    if (!this.corners.length) return undefined;
    if (event.key === "Backspace") return () => this.keep(this.corners.length - 1);
    if (event.key === "Escape") return () => this.keep(0);
    return undefined;
  }

  private keep(count: number): void {
    this.corners = this.corners.slice(0, count);
    this.show(`${count} corners left.`);
  }

  private show(text: string): void {
    this.line.setLatLngs(this.corners);
    this.say(text);
  }
}
