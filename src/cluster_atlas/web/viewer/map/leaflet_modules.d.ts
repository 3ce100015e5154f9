// Leaflet's own modules have no types: each is a part of what the whole package exports.
declare module "leaflet/src/dom/DomUtil.js" {
  export const setPosition: typeof import("leaflet").DomUtil.setPosition;
}
declare module "leaflet/src/geo/LatLngBounds.js" {
  export const toLatLngBounds: typeof import("leaflet").latLngBounds;
}
declare module "leaflet/src/geometry/Bounds.js" {
  export const toBounds: typeof import("leaflet").bounds;
}
declare module "leaflet/src/geometry/Point.js" {
  export const toPoint: typeof import("leaflet").point;
}
declare module "leaflet/src/layer/vector/Renderer.js" {
  export const Renderer: typeof import("leaflet").Renderer;
}
declare module "leaflet/src/map/index.js" {
  export const map: typeof import("leaflet").map;
}
declare module "leaflet/src/layer/tile/TileLayer.js" {
  export const tileLayer: typeof import("leaflet").tileLayer;
}
