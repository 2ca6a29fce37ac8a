// The text of an area: GeoJSON, of which the map shows longitudes from the country's side of the Earth.
import type { Polygon, Position } from "geojson";

const DECIMALS = 4;

/** Return the polygons in a text; undefined if it is not GeoJSON yet. The server says what is wrong with it. */
export function readPolygons(text: string, turn: number): Polygon[] | undefined {
  if (!text.trim()) return [];
  try {
    return [...polygonsIn(JSON.parse(text))].map((polygon) => mapPositions(polygon, (x) => wrap(x - turn)));
  } catch {
    return undefined;
  }
}

/** Return polygons as text. Longitudes may be beyond 180: the server cuts the area there. */
export function writePolygons(polygons: Polygon[], turn: number): string {
  const turned = polygons.map((polygon) => mapPositions(polygon, (x) => x + turn).coordinates);
  if (!turned.length) return "";
  const geometry = turned.length > 1
    ? { type: "MultiPolygon", coordinates: turned }
    : { type: "Polygon", coordinates: turned[0] };
  return JSON.stringify(geometry);
}

function* polygonsIn(value: any): Generator<Polygon> {
  if (value.type === "Polygon") yield { type: "Polygon", coordinates: value.coordinates };
  else if (value.type === "MultiPolygon") {
    for (const coordinates of value.coordinates) yield { type: "Polygon", coordinates };
  } else if (value.type === "Feature") yield* polygonsIn(value.geometry);
  else for (const part of value.features ?? value.geometries) yield* polygonsIn(part);
}

function mapPositions(polygon: Polygon, longitude: (x: number) => number): Polygon {
  const coordinates = polygon.coordinates.map((ring) =>
    ring.map(([x = 0, y = 0]): Position => [round(longitude(x)), round(y)]),
  );
  return { type: "Polygon", coordinates };
}

const wrap = (x: number): number => (x > 180 ? x - 360 : x < -180 ? x + 360 : x);
export const round = (x: number): number => Number(x.toFixed(DECIMALS));
