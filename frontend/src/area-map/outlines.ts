// The outlines that areas are drawn over: the same for all maps of a page.
import type { MultiPolygon, Polygon } from "geojson";

export type Area = Polygon | MultiPolygon;

export interface Outlines {
  turn: number;
  bounds: [number, number, number, number];
  country: Area;
  around: Area;
}

const fetched = new Map<string, Promise<Outlines>>();

export function fetchOutlines(url: string, country: string): Promise<Outlines> {
  const address = url.replace("ZZ", country);
  let found = fetched.get(address);
  if (!found) {
    found = fetch(address, { credentials: "same-origin" }).then((response) => {
      if (!response.ok) throw new Error(`${response.status} from ${address}`);
      return response.json() as Promise<Outlines>;
    });
    found.catch(() => fetched.delete(address));
    fetched.set(address, found);
  }
  return found;
}
