// The map above a text with GeoJSON in the admin. The text is what is saved: without this script, it is pasted or typed.
// Leaflet and Terra Draw are only loaded for a map that is seen: Wagtail's blocks are often collapsed.
import type { AreaEditor } from "./editor";

declare global {
  interface Window {
    StimulusModule: { Controller: new (...args: unknown[]) => { element: HTMLTextAreaElement } };
    wagtail: { app: { register(name: string, controller: unknown): void } };
  }
}

class AreaMap extends window.StimulusModule.Controller {
  static values = { outlines: String };
  declare outlinesValue: string;
  private place: HTMLElement | undefined;
  private observer: IntersectionObserver | undefined;
  private editor: Promise<AreaEditor> | undefined;

  connect(): void {
    const place = document.createElement("div");
    place.className = "area-map";
    this.element.before(place);
    this.place = place;
    this.observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.open();
    });
    this.observer.observe(place);
  }

  disconnect(): void {
    this.observer?.disconnect();
    void this.editor?.then((editor) => editor.close());
    this.place?.remove();
    this.editor = undefined;
  }

  private open(): void {
    const place = this.place;
    if (!place || this.editor) return;
    this.observer?.disconnect();
    this.editor = import("./editor").then(({ AreaEditor }) => new AreaEditor(place, this.element, this.outlinesValue));
    this.editor.catch(() => {
      place.textContent = "The map could not be loaded. The text below is what is saved.";
    });
  }
}

window.wagtail.app.register("area-map", AreaMap);
