// What the viewer uses of Leaflet, module by module: the rest stays out of the built files.
export * as DomUtil from "leaflet/src/dom/DomUtil.js";
export { toLatLngBounds as latLngBounds } from "leaflet/src/geo/LatLngBounds.js";
export { toBounds as bounds } from "leaflet/src/geometry/Bounds.js";
export { toPoint as point } from "leaflet/src/geometry/Point.js";
export { Renderer } from "leaflet/src/layer/vector/Renderer.js";
export { map } from "leaflet/src/map/index.js";
